// The page's connection: events of the server, and requests to it.

import { emit, firstLanguage, on, state, word } from "./state.js";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/** @type {?EventSource} */
let source = null;
let wait = FIRST_WAIT_MS;
let timer = 0;

const query = (values = {}) =>
  new URLSearchParams({ role: state.role, language: firstLanguage(), ...values }).toString();

/** Opens the stream of events, instead of an earlier one. */
export function connect() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(`events?${query()}`);
  source.addEventListener("message", ({ data }) => receive(JSON.parse(data)));
  source.addEventListener("error", lost);
}

/**
 * Sends a request; files are sent beside its body.
 * @returns {Promise<{error?: string, choices?: any[], modal?: any}>}
 */
export async function post(path, body, files = {}) {
  const names = Object.keys(files);
  const form = new FormData();
  form.append("payload", JSON.stringify(body));
  for (const name of names) for (const file of files[name]) form.append(`file.${name}`, file);
  const sent = names.length
    ? { body: form }
    : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  try {
    const response = await fetch(`${path}?${query()}`, { method: "POST", ...sent });
    return await response.json();
  } catch {
    return { error: word("unreachable") };
  }
}

/** Sends a file of a batch as it is; `progress` gets the bytes sent so far. Rejects on failure. */
export function upload(batch, path, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `upload?${query({ batch, path })}`);
    request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(undefined);
      else reject(new Error(sentence(request.responseText)));
    });
    request.addEventListener("error", () => reject(new Error(word("unreachable"))));
    request.send(file);
  });
}

function sentence(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return word("unreachable");
  }
}

function receive(event) {
  if (event.kind === "hello") {
    wait = FIRST_WAIT_MS;
    hello(event);
  } else if (event.kind === "message") {
    state.messages.set(event.message.id, event.message);
  } else if (event.kind === "deleted") {
    state.messages.delete(event.id);
  } else if (event.kind === "commands") {
    Object.assign(state, { commands: event.commands, menus: event.menus });
  }
  emit(event.kind, event);
}

function hello(event) {
  const { role, language, bot, channels, roles, languages, commands, menus, words } = event;
  Object.assign(state, { role, language, bot, channels, roles, languages, commands, menus, words });
  state.takesArchives = event.takes_archives;
  state.messages = new Map(event.messages.map((one) => [one.id, one]));
  if (!channels.some(({ id }) => id === state.channel)) state.channel = channels[0].id;
  document.documentElement.lang = language;
}

function lost() {
  source?.close();
  emit("lost");
  clearTimeout(timer);
  timer = setTimeout(connect, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

on("restart", connect);
on("role-chosen", connect);
on("language-chosen", connect);
// A computer that wakes up should not wait for the end of the pause.
addEventListener("online", connect);
