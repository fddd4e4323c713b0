// One message as an article: what the page adds to the drawing, and how focus survives a change.
import { word } from "./state.js";
import { daysApart, format, showTimes } from "./times.js";
import { build, make } from "./tree.js";

const FOLLOWS_MS = 7 * 60_000;
const LONGEST_LABEL = 600;
const INSIDE = "a[href], button, input, [tabindex='0'], video";

/** @param {import("./state.js").Message} message */
export function article(message) {
  const node = build(message.tree);
  node.tabIndex = -1;
  node.dataset.message = message.id;
  node.setAttribute("aria-label", `${message.author}, ${format(new Date(message.at), "f")}`);
  node.classList.toggle("mine", message.mine);
  showTimes(node);
  // What is below a cover can be neither reached nor read before it is lifted.
  for (const one of node.querySelectorAll(".covered > :first-child, .spoiler a")) one.inert = true;
  for (const one of node.querySelectorAll("img")) {
    Object.assign(one, { tabIndex: 0, role: "button", ariaLabel: one.alt || word("picture") });
  }
  const attributes = { type: "button", class: "apps", "aria-haspopup": "menu" };
  node.append(make("button", { ...attributes, "aria-label": word("apps") }, "⋯"));
  return node;
}

/** Sets what depends on the message before: a new day's line, or that its header is left out. */
export function join(node, message, before) {
  const isNewDay = !before || daysApart(before.at, message.at) !== 0;
  if (isNewDay) node.dataset.day = format(new Date(message.at), "D");
  else delete node.dataset.day;
  const isClose = !isNewDay && new Date(message.at) - new Date(before.at) < FOLLOWS_MS;
  const isSame = before?.author === message.author && before.private === message.private;
  node.classList.toggle("follows", isClose && isSame && !node.querySelector(".invocation"));
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

/** Moves focus to the same button as before, by its id, text or place, else to the last one. */
export function restore(node, { id, text, index }) {
  const all = [...node.querySelectorAll(INSIDE)];
  const same = all.find((one) => id && one.dataset.customId === id) ??
    all.find((one) => text && one.textContent === text) ?? all[index];
  const row = same ? same.closest(".row") : [...node.querySelectorAll(".row")].at(-1);
  const usable = !same || same.disabled ? row?.querySelector("button:enabled") : same;
  (usable ?? node).focus({ preventScroll: true });
}
