// The log of a channel: built in slices, kept at its end, with one message that Tab reaches.
import { article, describe, focusIn, join, restore } from "./message.js";
import { channelName, on, state, word } from "./state.js";

const SLICE_MS = 6;
const [NEAR, FAR] = ["60px", "800px"];

export const log = document.getElementById("log");
const scroller = document.getElementById("scroller");
const end = document.getElementById("end");
const present = document.getElementById("present");

/** @type {Map<string, HTMLElement>} */ const articles = new Map();
/** @type {?HTMLElement} */ let current = null;
/** Messages that are still to be built, the newest last. @type {string[]} */ let pending = [];
let serial = 0;
let isAtEnd = true;

/** Returns the article of a message, if it is shown. */
export const articleOf = (id) => articles.get(id);

/** Moves focus to the message that had it last, else to the newest. */
export function focusLog() {
  const last = log.lastElementChild ?? document.querySelector("#start button");
  (current?.isConnected ? current : last)?.focus();
}

/** Shows the end of the log, now and while it grows. */
export function toEnd() {
  isAtEnd = true;
  scroller.scrollTop = scroller.scrollHeight;
}

const messageOf = (node) => state.messages.get(node?.dataset.message);

/** Builds the channel anew, the newest messages first, and never for long at a time. */
async function rebuild() {
  log.classList.toggle("no-menus", !state.menus.length);
  serial += 1;
  const mine = serial;
  const all = [...state.messages.values()].filter((one) => one.channel === state.channel);
  pending = all.map(({ id }) => id);
  const hadFocus = log.contains(document.activeElement);
  log.replaceChildren();
  articles.clear();
  current = null;
  isAtEnd = true;
  document.querySelector("#welcome b").textContent = word("welcome", { channel: channelName() });
  // Nobody wants to hear hundreds of old messages.
  log.setAttribute("aria-busy", "true");
  while (pending.length) {
    await (globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done)));
    if (mine !== serial) return;
    prepend();
    if (isAtEnd) toEnd();
    if (hadFocus && document.activeElement === document.body) focusLog();
  }
  log.removeAttribute("aria-busy");
}

function prepend() {
  const part = document.createDocumentFragment();
  const start = performance.now();
  let next = log.firstElementChild;
  while (pending.length && performance.now() - start < SLICE_MS) {
    const message = state.messages.get(pending.pop());
    if (!message) continue;
    const node = article(message);
    articles.set(message.id, node);
    join(node, message, null);
    if (next) join(next, messageOf(next), message);
    part.prepend(node);
    next = node;
  }
  log.prepend(part);
  if (!current) makeCurrent(log.lastElementChild);
}

function makeCurrent(node) {
  if (current) current.tabIndex = -1;
  current = node;
  if (current) current.tabIndex = 0;
}

function put({ message }) {
  if (message.channel !== state.channel || pending.includes(message.id)) return;
  const node = article(message);
  const old = articles.get(message.id);
  const last = log.lastElementChild;
  articles.set(message.id, node);
  join(node, message, messageOf(old ? old.previousElementSibling : last));
  if (old) {
    const focus = focusIn(old);
    old.replaceWith(node);
    if (old === current) makeCurrent(node);
    if (focus) restore(node, focus);
    return;
  }
  log.append(node);
  if (!current || (current === last && !log.contains(document.activeElement))) makeCurrent(node);
  if (isAtEnd || message.mine) toEnd();
}

function remove({ id }) {
  const node = articles.get(id);
  if (!node) return;
  const { nextElementSibling: next, previousElementSibling: before } = node;
  const hadFocus = node.contains(document.activeElement);
  articles.delete(id);
  node.remove();
  if (current === node) makeCurrent(next ?? before);
  if (next) join(next, messageOf(next), messageOf(before));
  if (hadFocus) (next ?? before ?? document.getElementById("text")).focus();
}

log.addEventListener("focusin", ({ target }) => {
  const node = target.closest("article");
  if (node && node !== current) makeCurrent(node);
  if (node === target) describe(node);
});

log.addEventListener("keydown", (event) => {
  const node = event.target.closest("article");
  if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
  const fromMessage = {
    Enter: node.querySelector("a[href], button:enabled, [tabindex='0']"),
    Escape: document.querySelector("#fields input") ?? document.getElementById("text"),
    ArrowUp: node.previousElementSibling, ArrowDown: node.nextElementSibling,
    Home: log.firstElementChild, End: log.lastElementChild,
  };
  const to = event.target === node ? fromMessage[event.key] : event.key === "Escape" && node;
  if (!to) return;
  to.focus();
  event.preventDefault();
});

present.addEventListener("click", () => {
  toEnd();
  log.lastElementChild?.focus({ preventScroll: true });
});

/** Says whether the end is in sight, or less than a distance below. */
function watchEnd(distance, seen) {
  const options = { root: scroller, rootMargin: `0px 0px ${distance} 0px` };
  new IntersectionObserver((entries) => seen(entries.at(-1).isIntersecting), options).observe(end);
}

watchEnd(NEAR, (isSeen) => { isAtEnd = isSeen; });
watchEnd(FAR, (isSeen) => { present.hidden = isSeen; });
// Pictures that arrive and messages that are measured change the height below.
const growth = new ResizeObserver(() => isAtEnd && toEnd());
for (const node of [log, scroller]) growth.observe(node);

on("hello channel-chosen", rebuild);
on("message", put);
on("deleted", remove);
