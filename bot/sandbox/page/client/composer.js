// The composer: text, a list of commands after "/", then the fields of the one that was picked.

import { combobox, matching } from "./combobox.js";
import { CommandForm } from "./form.js";
import { toEnd } from "./log.js";
import { openModal } from "./modal.js";
import { post } from "./server.js";
import { on, state, word } from "./state.js";

const composer = document.getElementById("composer");
const text = document.getElementById("text");
const problem = document.getElementById("problem");

/** @type {?CommandForm} */
let form = null;

/** Moves focus to what is being written. */
export function focusComposer() {
  (form ? composer.querySelector("#fields input") : text).focus();
}

function commandItems() {
  return state.commands.map((command) => ({
    shown: `/${command.shown}`,
    value: command,
    note: command.description,
    side: command.options.filter(({ required }) => required).map(({ shown }) => shown).join("  "),
  }));
}

/** Returns the commands for what is typed: by name, then those that say it in their description. */
function find(typed) {
  if (!typed.startsWith("/")) return [];
  const items = commandItems();
  const named = matching(items, typed);
  const wanted = typed.slice(1).trim().toLowerCase();
  const described = items.filter(
    (one) => wanted && !named.includes(one) && one.note.toLowerCase().includes(wanted),
  );
  return [...named, ...described];
}

/** Opens the fields as soon as a whole name and a space are typed. */
function recognise() {
  say("");
  const typed = text.value.toLowerCase();
  const isTyped = ({ shown, name }) =>
    [shown, name].some((one) => typed.startsWith(`/${one.toLowerCase()} `));
  const [command] = state.commands.filter(isTyped).sort((a, b) => b.name.length - a.name.length);
  if (!command) return;
  const name = typed.startsWith(`/${command.shown.toLowerCase()} `) ? command.shown : command.name;
  open(command, text.value.slice(name.length + 2).trim());
}

function open(command, start = "") {
  say("");
  composer.classList.add("with-command");
  text.value = "";
  text.hidden = true;
  form = new CommandForm(command, () => leave("/"));
  form.start(start);
}

/** Leaves the command; the text begins again with what is given. */
function leave(start = "") {
  form?.close();
  form = null;
  composer.classList.remove("with-command");
  text.hidden = false;
  text.value = start;
  text.focus();
}

function say(sentence) {
  problem.textContent = sentence;
}

async function send() {
  if (form) return give();
  const { value } = text;
  if (!value.trim()) return;
  text.value = "";
  toEnd();
  const { error } = await post("say", { channel: state.channel, text: value });
  if (error) say(error);
}

async function give() {
  if (!form.check()) return;
  const body = { channel: state.channel, name: form.command, options: form.values() };
  const files = form.files();
  leave();
  toEnd();
  const answer = await post("command", body, files);
  if (answer.modal) openModal(answer.modal);
  say(answer.error ?? "");
}

combobox(text, {
  title: () => state.bot.name,
  find,
  pick: (item) => open(item.value),
});
text.addEventListener("input", recognise);

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

composer.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (form) leave();
  else say("");
});

on("hello", () => {
  text.setAttribute("aria-label", word("write"));
  if (form && !state.commands.some(({ name }) => name === form?.command)) leave();
});
on("hello", placeholder);
on("channel-chosen", placeholder);

function placeholder() {
  const { name } = state.channels.find(({ id }) => id === state.channel) ?? { name: "" };
  text.placeholder = word("placeholder", { channel: name });
}
