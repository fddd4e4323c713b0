// Channels, and the switches of the header: role, language, clock.
import { post } from "./server.js";
import { channelName, choose, on, state, word } from "./state.js";
import { format, now } from "./times.js";
import { make } from "./tree.js";

const JUMP_TO = "09:00";
const TICK_MS = 1000;

const byId = (id) => document.getElementById(id);
const unread = new Set();

/** Opens the channel that is so many before or behind the open one. */
export function moveChannel(by) {
  const ids = state.channels.map(({ id }) => id);
  choose("channel", ids.at((ids.indexOf(state.channel) + by) % ids.length));
}

function drawChannels() {
  unread.delete(state.channel);
  byId("channel-name").textContent = channelName();
  document.title = `#${channelName()} | ${state.bot.name}`;
  const hadFocus = byId("channel-list").contains(document.activeElement);
  byId("channel-list").replaceChildren(...state.channels.map(({ id, name }) => {
    const isUnread = unread.has(id);
    return make("li", {}, make("button", {
      type: "button", class: isUnread && "unread", click: () => choose("channel", id),
      "aria-current": id === state.channel && "page",
      "aria-label": isUnread && word("unread", { channel: name }),
    }, name));
  }));
  if (hadFocus) document.querySelector("#channels [aria-current]")?.focus();
  fill("channel", state.channels.map(({ id, name }) => [id, `# ${name}`]));
}

function drawSwitches() {
  fill("role", state.roles.map(({ id, name }) => [id, name]));
  fill("language", state.languages.map(({ code, name }) => [code, name]));
  const role = byId("role").selectedOptions[0]?.text ?? "";
  byId("visitor").querySelector("b").textContent = role;
  byId("visitor").querySelector(".avatar").textContent = role.slice(0, 1).toUpperCase();
  byId("jump").textContent = word("jump", { time: JUMP_TO });
  byId("pick-archive").hidden = !state.takesArchives;
  tick();
}

function fill(key, entries) {
  byId(key).replaceChildren(...entries.map(([value, name]) => make("option", { value }, name)));
  byId(key).value = state[key];
}

function tick() {
  if (!state.bot.id) return;
  const clock = byId("clock");
  const date = new Date(now());
  const shown = [format(date, "d"), format(date, "t")];
  if (clock.textContent === shown.join("")) return;
  clock.replaceChildren(...shown.map((one) => make("span", {}, one)));
  clock.dateTime = date.toISOString();
  clock.title = word("clock");
}

async function jump({ currentTarget: button }) {
  button.setAttribute("aria-busy", "true");
  const { error } = await post("clock", { to: JUMP_TO });
  button.removeAttribute("aria-busy");
  byId("bar").hidden = !error;
  byId("bar").textContent = error ?? "";
}

for (const key of ["channel", "role", "language"]) {
  byId(key).addEventListener("change", ({ target }) => choose(key, target.value));
}
byId("jump").addEventListener("click", jump);
setInterval(tick, TICK_MS);

on("hello", drawChannels);
on("hello", drawSwitches);
on("clock", tick);
on("channel-chosen", drawChannels);
on("message", ({ message: { channel } }) => {
  if (channel === state.channel || unread.has(channel)) return;
  unread.add(channel);
  drawChannels();
});
