// Channels, and the switches of the header: role, language, clock.
import { post } from "./server.js";
import { channelName, choose, on, state, word } from "./state.js";
import { format, serverTime } from "./times.js";
import { make } from "./tree.js";

const JUMP_TO = "09:00";
const [TICK_MS, NOTE_MS] = [1000, 10_000];

const byId = (id) => document.getElementById(id);
const [clock, jump] = [byId("clock"), byId("jump")];
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
  byId("pick-archive").hidden = !state.takesArchives;
  tick();
}

function fill(key, entries) {
  byId(key).replaceChildren(...entries.map(([value, name]) => make("option", { value }, name)));
  byId(key).value = state[key];
}

function tick() {
  if (!state.bot.id) return;
  const date = serverTime();
  const shown = [format(date, "d", "UTC"), format(date, "t", "UTC"), state.zone];
  const isOver = date.toISOString().slice(11, 16) >= JUMP_TO;
  const time = { time: JUMP_TO };
  const label = isOver ? word("jump", time) : word("jump_today", time);
  if (clock.textContent + jump.textContent === shown.join("") + label) return;
  jump.textContent = label;
  clock.replaceChildren(...shown.map((one) => make("span", {}, one)));
  clock.title = `${word("clock")} (${state.zone})`;
}

async function moveClock() {
  jump.setAttribute("aria-busy", "true");
  const { error, note = error } = await post("clock", { to: JUMP_TO });
  jump.removeAttribute("aria-busy");
  const bar = byId("bar");
  Object.assign(bar, { hidden: !note, textContent: note, className: error ? "" : "note" });
  setTimeout(() => { bar.hidden ||= bar.textContent === note; }, NOTE_MS);
}

for (const key of ["channel", "role", "language"]) {
  byId(key).addEventListener("change", ({ target }) => choose(key, target.value));
}
jump.addEventListener("click", moveClock);
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
