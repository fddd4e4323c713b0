// The composer: text, a list of commands after "/", then the fields of the one that was picked.
import { combobox, matching } from "./combobox.js";
import { CommandForm } from "./form.js";
import { toEnd } from "./log.js";
import { openModal } from "./modal.js";
import { post } from "./server.js";
import { channelName, on, state, word } from "./state.js";
import { make } from "./tree.js";

const composer = document.getElementById("composer");
const text = document.getElementById("text");
const problem = document.getElementById("problem");
const STARTS = 4;

/** @type {?CommandForm} */ let form = null;

/** Moves focus to what is being written. */
export const focusComposer = () => (form ? composer.querySelector("#fields input") : text).focus();

/** Returns the commands for what is typed: by name, then those that say it in their description. */
function find(typed) {
  if (!typed.startsWith("/")) return [];
  const items = state.commands.map((command) => ({
    shown: `/${command.shown}`,
    value: command,
    note: command.description,
    side: command.options.filter((one) => one.required).map((one) => one.shown).join(" · "),
  }));
  const wanted = typed.slice(1).trim().toLowerCase();
  const named = matching(items, typed);
  const rest = items.filter((one) => wanted && !named.includes(one));
  return [...named, ...rest.filter((one) => one.note.toLowerCase().includes(wanted))];
}

/** Opens the fields as soon as a whole name and a space are typed. */
function recognise() {
  problem.textContent = "";
  const typed = text.value.toLowerCase();
  for (const command of state.commands) {
    const names = [command.shown, command.name].map((name) => `/${name.toLowerCase()} `);
    const start = names.find((name) => typed.startsWith(name));
    if (start) return open(command, text.value.slice(start.length).trim());
  }
}

function open(command, typed = "") {
  problem.textContent = "";
  text.value = "";
  text.hidden = true;
  form = new CommandForm(command, () => leave("/"));
  form.start(typed);
}

/** Returns a button that begins a command, for those who do not know any yet. */
function starter(command) {
  const parts = [make("b", {}, `/${command.shown}`), make("small", {}, command.description)];
  return make("button", { type: "button", click: () => open(command) }, ...parts);
}

/** Leaves the command; the text begins again with what is given. */
function leave(start = "") {
  form = null;
  for (const id of ["fields", "hint"]) document.getElementById(id).replaceChildren();
  text.hidden = false;
  text.value = start;
  text.focus();
}

async function send() {
  if (form ? !form.check() : !text.value.trim()) return;
  const { channel } = state;
  const sent = form
    ? post("command", { channel, name: form.name, options: form.values() }, form.files())
    : post("say", { channel, text: text.value });
  leave();
  toEnd();
  const answer = await sent;
  if (answer.modal) openModal(answer.modal);
  problem.textContent = answer.error ?? "";
}

combobox(text, { title: () => state.bot.name, find, pick: (item) => open(item.value) });
text.addEventListener("input", recognise);
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
composer.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (form) leave();
  else problem.textContent = "";
});

on("hello channel-chosen", () => { text.placeholder = word("placeholder", { channel: channelName() }); });
on("hello", () => {
  if (form && !state.commands.some(({ name }) => name === form?.name)) leave();
  document.getElementById("start").replaceChildren(...state.commands.slice(0, STARTS).map(starter));
});
