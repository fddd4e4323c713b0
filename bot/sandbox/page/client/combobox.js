// A text field with a list of suggestions above the composer, which follows what is typed.
import { step } from "./popover.js";
import { make } from "./tree.js";

/** @typedef {{shown: string, value: any, note?: string, side?: string}} Item */
const box = document.getElementById("suggestions");

/**
 * Gives a field suggestions. `find` returns items for a text, or a promise of them; `first`: Enter
 * picks the first if none was walked to; `wait`: milliseconds after a key.
 */
export function combobox(input, { title, find, pick, first = true, wait = 0 }) {
  /** @type {Item[]} */ let items = [];
  /** @type {HTMLElement[]} */ let nodes = [];
  /** @type {?HTMLElement} */ let active = null;
  let serial = 0;
  let timer = 0;

  const activate = (node) => {
    active?.setAttribute("aria-selected", "false");
    active = node;
    input.setAttribute("aria-activedescendant", node?.id ?? "");
    node?.setAttribute("aria-selected", "true");
    node?.scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    items = found;
    nodes = found.map(itemNode);
    box.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    const list = make("div", { role: "listbox", id: "suggested", "aria-label": title() }, ...nodes);
    box.replaceChildren(make("div", { class: "heading", "aria-hidden": "true" }, title()), list);
    activate(first ? nodes[0] : null);
  };
  const close = () => {
    serial += 1;
    clearTimeout(timer);
    if (nodes.length) show([]);
  };
  const choose = (node) => {
    const item = items[nodes.indexOf(node)];
    close();
    pick(item);
  };
  const refresh = () => {
    serial += 1;
    const mine = serial;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const found = await find(input.value);
      // An answer to what was typed earlier comes too late, as does one to a field that was left.
      if (mine !== serial || document.activeElement !== input) return;
      show(found);
      for (const node of nodes) node.addEventListener("click", () => choose(node));
    }, wait);
  };
  const onKey = (event) => {
    if (event.isComposing || event.altKey) return;
    const isVertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    const isPick = event.key === "Enter" || (event.key === "Tab" && !event.shiftKey);
    if (isVertical && nodes.length) activate(step(nodes, active, event.key));
    else if (isVertical) refresh();
    else if (event.key === "Escape" && nodes.length) close();
    else if (active && isPick) choose(active);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.setAttribute("aria-controls", "suggested");
  for (const kind of ["input", "focus"]) input.addEventListener(kind, refresh);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", onKey);
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
  return make("div", { role: "option", id: `suggestion-${index}`, "aria-selected": "false" }, ...parts);
}

// A press on a suggestion must not take the focus from the field.
box.addEventListener("pointerdown", (event) => event.preventDefault());
