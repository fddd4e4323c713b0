// Menus of messages and modals: a button that opens a list of options.

import { openPopover, step } from "./popover.js";
import { word } from "./state.js";
import { make } from "./tree.js";

const TYPING_MS = 700;

/** Returns the values that a menu shows as chosen. */
export const valuesOf = (button) =>
  optionsOf(button).filter((one) => one.default).map((one) => one.value);

const optionsOf = (button) => JSON.parse(button.dataset.options ?? "[]");

/**
 * Opens a menu. Several options are done with when it is closed, one as soon as it is chosen.
 * @param {HTMLElement} button
 * @param {(values: string[]) => void} done gets the values if they are others than before
 */
export function openSelect(button, done) {
  const options = optionsOf(button);
  const min = Number(button.dataset.min);
  const max = Number(button.dataset.max);
  const before = valuesOf(button).join("\n");
  const chosen = new Set(valuesOf(button));
  const items = options.map(optionNode);
  const label = button.closest("label")?.querySelector(".caption")?.textContent;
  const list = make("div", {
    role: "listbox", tabindex: "0", class: "popup listbox",
    "aria-label": label ?? button.firstElementChild?.textContent ?? word("select"),
    "aria-multiselectable": max > 1 && "true",
  }, ...items);
  if (!items.length) list.append(make("p", { class: "none" }, word("nothing_to_choose")));
  let typed = { text: "", at: 0 };
  let active = null;

  const mark = () => items.forEach((item, index) =>
    item.setAttribute("aria-selected", String(chosen.has(options[index].value))));
  const activate = (item) => {
    if (!item) return;
    active?.classList.remove("active");
    active = item;
    active.classList.add("active");
    list.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const toggle = (item) => {
    const value = options[items.indexOf(item)].value;
    if (chosen.has(value)) chosen.delete(value);
    else if (max === 1) chosen.clear(), chosen.add(value);
    else if (chosen.size < max) chosen.add(value);
    mark();
    if (max === 1) close();
  };
  const closed = (cancelled) => {
    const values = options.map((one) => one.value).filter((one) => chosen.has(one));
    if (cancelled || values.length < min || values.join("\n") === before) return;
    showChosen(button, options, chosen);
    done(values);
  };
  const type = (key) => {
    const isSoon = performance.now() - typed.at < TYPING_MS;
    typed = { text: (isSoon ? typed.text : "") + key.toLowerCase(), at: performance.now() };
    const starts = ({ label: name }) => name.toLowerCase().startsWith(typed.text);
    activate(items[options.findIndex(starts)]);
  };

  list.addEventListener("click", ({ target }) => {
    const item = target.closest("[role=option]");
    if (item) toggle(item);
  });
  list.addEventListener("keydown", (event) => {
    const to = step(items, active, event.key);
    if (to) activate(to);
    else if (event.key === " " || (event.key === "Enter" && max === 1)) toggle(active);
    else if (event.key === "Enter") close();
    else if (event.key.length === 1) type(event.key);
    else return;
    event.preventDefault();
  });
  mark();
  const close = openPopover(button, list, { closed });
  activate(items[options.findIndex((one) => chosen.has(one.value))] ?? items[0]);
  list.focus({ preventScroll: true });
}

function optionNode({ label, description }, index) {
  const note = description ? [make("small", {}, description)] : [];
  return make("div", { role: "option", id: `choice-${index}` }, make("span", {}, label), ...note);
}

function showChosen(button, options, chosen) {
  const now = options.map((one) => ({ ...one, default: chosen.has(one.value) }));
  button.dataset.options = JSON.stringify(now);
  const names = now.filter((one) => one.default).map((one) => one.label);
  button.firstElementChild.textContent = names.join(", ") || word("select");
  button.classList.toggle("empty", !names.length);
}
