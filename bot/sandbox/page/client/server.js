// The page's connection: events of the server, and requests to it.
import { channelName, emit, on, state, word } from "./state.js";

const RETRY_MS = 800;

/** @type {?EventSource} */ let source = null;
let timer = 0;

const query = (values = {}) => {
  const language = state.language || navigator.language || "en-US";
  return new URLSearchParams({ role: state.role, language, ...values }).toString();
};

/** Opens the stream of events, instead of an earlier one. */
export function connect() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(`events?${query()}`);
  source.addEventListener("message", ({ data }) => receive(JSON.parse(data)));
  source.addEventListener("error", lost);
}

/** Sends a request; files, by the names of their options, are sent beside its body. */
export function post(path, body, files = {}) {
  const json = JSON.stringify(body);
  const sent = Object.entries(files).flatMap(([name, some]) => some.map((file) => [name, file]));
  if (!sent.length) return ask("POST", `${path}?${query()}`, json, "application/json");
  const form = new FormData();
  form.append("payload", json);
  for (const [name, file] of sent) form.append(`file.${name}`, file);
  return ask("POST", `${path}?${query()}`, form);
}

/** Sends a file of a batch as it is. */
export const upload = (batch, path, file) =>
  ask("PUT", `upload?${query({ batch, path })}`, file, "application/octet-stream");

/** @returns {Promise<{error?: string, choices?: any[], modal?: any}>} */
async function ask(method, address, body, type) {
  const headers = type ? { "Content-Type": type } : {};
  try {
    const response = await fetch(address, { method, body, headers });
    return await response.json();
  } catch {
    return { error: word("unreachable") };
  }
}

function receive(event) {
  if (event.kind === "hello") hello(event);
  else if (event.kind === "message") state.messages.set(event.message.id, event.message);
  else if (event.kind === "deleted") state.messages.delete(event.id);
  else if (event.kind === "clock") state.zone = event.zone;
  emit(event.kind, event);
}

function hello({ messages, takes_archives: takesArchives, ...rest }) {
  Object.assign(state, rest, { takesArchives, messages: new Map(messages.map((one) => [one.id, one])) });
  if (!channelName()) state.channel = state.channels[0].id;
  document.documentElement.lang = state.language;
}

function lost() {
  source?.close();
  emit("lost");
  clearTimeout(timer);
  timer = setTimeout(connect, RETRY_MS);
}

on("restart role-chosen language-chosen", connect);
