// One message as an article: what the page adds to the drawing, and how focus survives a change.

import { state, word } from "./state.js";
import { daysApart, format, showTimes } from "./times.js";
import { build, make } from "./tree.js";

const FOLLOWS_MS = 7 * 60_000;
const LONGEST_LABEL = 600;
const INSIDE = "a[href], button, input, [tabindex='0'], video";

/**
 * Returns the article of a message.
 * @param {import("./state.js").Message} message
 */
export function article(message) {
  const node = build(message.tree);
  node.tabIndex = -1;
  node.dataset.message = message.id;
  node.setAttribute("aria-label", `${message.author}, ${format(new Date(message.at), "f")}`);
  node.classList.toggle("mine", message.mine);
  showTimes(node);
  // What is below a cover can be neither reached nor read before it is lifted.
  const below = ".covered > :first-child, .spoiler a";
  for (const one of node.querySelectorAll(below)) one.inert = true;
  if (state.menus.length) {
    const attributes = { type: "button", class: "apps", "aria-haspopup": "menu" };
    node.append(make("button", { ...attributes, "aria-label": word("apps") }, "⋯"));
  }
  return node;
}

/** Sets what depends on the message before: a new day's line, or that its header is left out. */
export function join(node, message, before) {
  const isNewDay = !before || daysApart(before.at, message.at) !== 0;
  if (isNewDay) node.dataset.day = format(new Date(message.at), "D");
  else delete node.dataset.day;
  const isClose = before && new Date(message.at) - new Date(before.at) < FOLLOWS_MS;
  const isSame = before?.author === message.author && before.private === message.private;
  const follows = !isNewDay && isClose && isSame && !node.querySelector(".invocation");
  node.classList.toggle("follows", Boolean(follows));
}

/** Gives a message that has focus all its text as a label, as a screen reader reads that. */
export function describe(node) {
  const text = node.innerText.replace(/\s+/g, " ");
  node.setAttribute("aria-label", text.slice(0, LONGEST_LABEL));
}

/** Returns where focus is in an article, to find the same in another; null if it is elsewhere. */
export function focusIn(node) {
  const active = document.activeElement;
  if (!node.contains(active)) return null;
  const index = [...node.querySelectorAll(INSIDE)].indexOf(active);
  return { id: active.dataset.customId, text: active.textContent, index };
}

/** Moves focus to the same button as before: that of its id, else its text, else its position. */
export function restore(node, focus) {
  const all = [...node.querySelectorAll(INSIDE)];
  const same =
    all.find((one) => focus.id && one.dataset.customId === focus.id) ??
    all.find((one) => focus.text && one.textContent === focus.text) ??
    all[focus.index];
  const row = same?.closest(".row");
  const usable = same?.disabled ? row?.querySelector("button:enabled") : same;
  (usable ?? node).focus({ preventScroll: true });
}
