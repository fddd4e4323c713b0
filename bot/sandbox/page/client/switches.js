// Channels, and the switches of the header: role, language, clock.

import { post } from "./server.js";
import { choose, on, state, word } from "./state.js";
import { format, now } from "./times.js";
import { make } from "./tree.js";

const JUMP_TO = "09:00";
const TICK_MS = 1000;

const byId = (id) => document.getElementById(id);
const unread = new Set();

/** Opens the channel that is so many before or behind the open one. */
export function moveChannel(by) {
  const { channels, channel } = state;
  const index = channels.findIndex(({ id }) => id === channel);
  openChannel(channels[(index + by + channels.length) % channels.length].id);
}

function openChannel(id) {
  if (id === state.channel) return;
  unread.delete(id);
  choose("channel", id);
}

function drawChannels() {
  const open = state.channels.find(({ id }) => id === state.channel);
  byId("channel-name").textContent = open?.name ?? "";
  document.title = `#${open?.name} | ${state.bot.name}`;
  const focused = document.activeElement?.dataset.channel;
  byId("channel-list").replaceChildren(...state.channels.map(({ id, name }) => {
    const isUnread = unread.has(id);
    const button = make("button", {
      type: "button", "data-channel": id, class: isUnread && "unread",
      "aria-current": id === state.channel && "page",
      "aria-label": isUnread && word("unread", { channel: name }),
      click: () => openChannel(id),
    }, name);
    return make("li", {}, button);
  }));
  if (focused) document.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  fill(byId("channel-switch"), state.channels.map(({ id, name }) => [id, `# ${name}`]), open?.id);
}

function fill(select, entries, chosen) {
  select.replaceChildren(
    ...entries.map(([value, name]) => make("option", { value }, name)),
  );
  select.value = chosen;
}

function drawSwitches() {
  fill(byId("role"), state.roles.map(({ id, name }) => [id, name]), state.role);
  fill(byId("language"), state.languages.map(({ code, name }) => [code, name]), state.language);
  const role = state.roles.find(({ id }) => id === state.role)?.name ?? "";
  byId("visitor").querySelector("b").textContent = role;
  byId("visitor").querySelector(".avatar").textContent = role.slice(0, 1).toUpperCase();
  byId("jump").textContent = word("jump", { time: JUMP_TO });
  byId("pick-archive").hidden = !state.takesArchives;
}

function tick() {
  const clock = byId("clock");
  const date = new Date(now());
  const shown = `${format(date, "d")} ${format(date, "t")}`;
  if (clock.textContent === shown) return;
  clock.textContent = shown;
  clock.dateTime = date.toISOString();
  clock.title = word("clock");
}

async function jump({ currentTarget: button }) {
  button.setAttribute("aria-busy", "true");
  const { error } = await post("clock", { to: JUMP_TO });
  button.removeAttribute("aria-busy");
  const bar = byId("bar");
  bar.hidden = !error;
  bar.textContent = error ?? "";
}

byId("role").addEventListener("change", ({ target }) => choose("role", target.value));
byId("language").addEventListener("change", ({ target }) => choose("language", target.value));
byId("channel-switch").addEventListener("change", ({ target }) => openChannel(target.value));
byId("jump").addEventListener("click", jump);

on("hello", drawChannels);
on("hello", drawSwitches);
on("hello", tick);
on("clock", tick);
on("channel-chosen", drawChannels);
on("message", ({ message: { channel } }) => {
  if (channel === state.channel || unread.has(channel)) return;
  unread.add(channel);
  drawChannels();
});
setInterval(() => state.bot.id && tick(), TICK_MS);
