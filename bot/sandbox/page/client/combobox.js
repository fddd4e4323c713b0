// A text field with a list of suggestions above the composer, which follows what is typed.

import { step } from "./popover.js";
import { make } from "./tree.js";

/** @typedef {{shown: string, value: any, note?: string, side?: string}} Item */

const box = document.getElementById("suggestions");

/**
 * Gives a field suggestions.
 * @param {HTMLInputElement} input
 * @param {{title: () => string, find: (text: string) => Item[] | Promise<Item[]>,
 *   pick: (item: Item) => void, first?: boolean, wait?: number}} options
 *   `first`: Enter picks the first if none was walked to; `wait`: milliseconds after a key
 */
export function combobox(input, { title, find, pick, first = true, wait = 0 }) {
  /** @type {Item[]} */ let items = [];
  /** @type {HTMLElement[]} */ let nodes = [];
  /** @type {?HTMLElement} */ let active = null;
  let serial = 0;
  let timer = 0;

  const isOpen = () => nodes.length > 0;
  const close = () => {
    serial += 1;
    clearTimeout(timer);
    if (isOpen()) box.hidden = true;
    items = nodes = [];
    activate(null);
    input.setAttribute("aria-expanded", "false");
  };
  const activate = (node) => {
    active?.setAttribute("aria-selected", "false");
    active = node;
    if (!node) return input.removeAttribute("aria-activedescendant");
    node.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  };
  const choose = (node) => {
    const item = items[nodes.indexOf(node)];
    close();
    pick(item);
  };
  const show = (found) => {
    items = found;
    nodes = found.map(itemNode);
    activate(null);
    box.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (!found.length) return;
    const list = make("div", { role: "listbox", id: "suggested", "aria-label": title() }, ...nodes);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const node = target.closest("[role=option]");
      if (node) choose(node);
    });
    box.replaceChildren(make("div", { class: "heading", "aria-hidden": "true" }, title()), list);
    if (first) activate(nodes[0]);
  };
  const refresh = () => {
    serial += 1;
    const mine = serial;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const found = await find(input.value);
      // An answer to what was typed earlier comes too late, as does one to a field that was left.
      if (mine === serial && document.activeElement === input) show(found);
    }, wait);
  };

  const attributes = {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": "suggested",
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.addEventListener("input", refresh);
  input.addEventListener("focus", refresh);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const isVertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (isVertical && isOpen()) activate(step(nodes, active, event.key));
    else if (isVertical && input.value + wait) refresh();
    else if (event.key === "Escape" && isOpen()) close();
    else if (active && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey))) {
      choose(active);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

/** Returns the items whose name holds a text, those that begin with it first. */
export function matching(items, text) {
  const wanted = text.trim().toLowerCase();
  const at = ({ shown }) => shown.toLowerCase().indexOf(wanted);
  return items.filter((one) => at(one) >= 0).sort((one, other) => at(one) - at(other));
}

function itemNode({ shown, note, side }, index) {
  const parts = [make("b", {}, shown)];
  if (side) parts.push(make("span", { class: "side" }, side));
  if (note) parts.push(make("small", {}, note));
  const attributes = { role: "option", id: `suggestion-${index}`, "aria-selected": "false" };
  return make("div", attributes, ...parts);
}
