// The log of a channel: built in slices, kept at its end, with one message that Tab reaches.

import { article, describe, focusIn, join, restore } from "./message.js";
import { on, state } from "./state.js";

const SLICE_MS = 8;
const NEAR_PX = 60;
const FAR_PX = 800;

export const log = document.getElementById("log");
const scroller = document.getElementById("scroller");
const present = document.getElementById("present");

/** @type {Map<string, HTMLElement>} */
const articles = new Map();
let serial = 0;
let isAtEnd = true;
/** @type {?HTMLElement} */
let current = null;

/** Returns the article of a message, if it is shown. */
export const articleOf = (id) => articles.get(id);

/** Moves focus to the message that had it last, else to the newest. */
export function focusLog() {
  (current?.isConnected ? current : log.lastElementChild ?? log).focus();
}

/** Shows the end of the log, now and while it grows. */
export function toEnd() {
  isAtEnd = true;
  scroller.scrollTop = scroller.scrollHeight;
}

const shown = () => [...state.messages.values()].filter((one) => one.channel === state.channel);

/** Builds the channel anew, the newest messages first, and never for long at a time. */
async function rebuild() {
  serial += 1;
  const mine = serial;
  const ids = shown().map(({ id }) => id);
  log.replaceChildren();
  articles.clear();
  current = null;
  // Nobody wants to hear hundreds of old messages.
  log.setAttribute("aria-busy", "true");
  isAtEnd = true;
  while (ids.length && mine === serial) {
    prepend(ids);
    if (isAtEnd) toEnd();
    await pause();
  }
  if (mine === serial) log.removeAttribute("aria-busy");
}

function prepend(ids) {
  const part = document.createDocumentFragment();
  const start = performance.now();
  let next = state.messages.get(log.firstElementChild?.dataset.message);
  while (ids.length && performance.now() - start < SLICE_MS) {
    const message = state.messages.get(ids.pop());
    if (!message) continue;
    const node = article(message);
    articles.set(message.id, node);
    join(node, message, null);
    part.prepend(node);
    if (next) join(articles.get(next.id), next, message);
    next = message;
  }
  log.prepend(part);
  if (!current) makeCurrent(log.lastElementChild);
}

const pause = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

function makeCurrent(node) {
  if (current) current.tabIndex = -1;
  current = node;
  if (current) current.tabIndex = 0;
}

function put({ message }) {
  if (message.channel !== state.channel) return;
  const node = article(message);
  const old = articles.get(message.id);
  articles.set(message.id, node);
  if (old) replace(old, node, message);
  else append(node, message);
}

function replace(old, node, message) {
  const focus = focusIn(old);
  join(node, message, messageBefore(old));
  old.replaceWith(node);
  if (old === current) makeCurrent(node);
  if (focus) restore(node, focus);
}

function append(node, message) {
  const last = log.lastElementChild;
  join(node, message, state.messages.get(last?.dataset.message));
  log.append(node);
  if (!current || (current === last && !log.contains(document.activeElement))) makeCurrent(node);
  if (isAtEnd || message.mine) toEnd();
}

const messageBefore = (node) =>
  state.messages.get(node.previousElementSibling?.dataset.message);

function remove({ id }) {
  const node = articles.get(id);
  if (!node) return;
  const next = node.nextElementSibling;
  const neighbour = next ?? node.previousElementSibling;
  const hadFocus = node.contains(document.activeElement);
  articles.delete(id);
  if (current === node) makeCurrent(neighbour);
  node.remove();
  if (next) join(next, state.messages.get(next.dataset.message), messageBefore(next));
  if (hadFocus) (neighbour ?? document.getElementById("text")).focus();
}

/** Moves focus among messages; returns whether the key was one of those. */
function move(node, key) {
  const to = {
    ArrowUp: node.previousElementSibling,
    ArrowDown: node.nextElementSibling,
    Home: log.firstElementChild,
    End: log.lastElementChild,
  }[key];
  if (to === undefined) return false;
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
  return true;
}

log.addEventListener("focusin", ({ target }) => {
  const node = target.closest("article");
  if (node && node !== current) makeCurrent(node);
  if (node === target) describe(node);
});

log.addEventListener("keydown", (event) => {
  const node = event.target.closest("article");
  if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target === node && move(node, event.key)) event.preventDefault();
  else if (event.key === "Enter" && event.target === node) {
    node.querySelector("a[href], button:enabled, [tabindex='0']")?.focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    (event.target === node ? document.querySelector("#composer input") : node).focus();
  }
});

scroller.addEventListener("scroll", () => {
  const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  isAtEnd = left < NEAR_PX;
  present.hidden = left < FAR_PX;
}, { passive: true });

present.addEventListener("click", () => {
  toEnd();
  log.lastElementChild?.focus({ preventScroll: true });
});

// Pictures that arrive and messages that are measured change the height below.
const keepEnd = new ResizeObserver(() => isAtEnd && toEnd());
keepEnd.observe(log);
keepEnd.observe(scroller);

on("hello", rebuild);
on("channel-chosen", rebuild);
on("commands", rebuild);
on("message", put);
on("deleted", remove);
