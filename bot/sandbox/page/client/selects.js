// Menus of messages and modals: a button that opens a list of options.
import { openPopover, step } from "./popover.js";
import { word } from "./state.js";
import { make } from "./tree.js";

const optionsOf = (button) => JSON.parse(button.dataset.options ?? "[]");

/** Returns the values that a menu shows as chosen. */
export const valuesOf = (button) =>
  optionsOf(button).filter((one) => one.default).map((one) => one.value);

/**
 * Opens a menu, whose choice ends with the first option, or when it is closed if it takes several.
 * `done` gets the values if they are others than before.
 */
export function openSelect(button, done) {
  const [min, max] = [Number(button.dataset.min), Number(button.dataset.max)];
  const options = optionsOf(button);
  const items = options.map(optionNode);
  const chosen = new Set(valuesOf(button));
  const before = [...chosen].join("\n");
  const label = button.closest("label")?.querySelector(".caption") ?? button.firstElementChild;
  const list = make("div", {
    role: "listbox", tabindex: "0", class: "popup listbox", "aria-label": label.textContent,
    "aria-multiselectable": max > 1 && "true",
  }, ...(items.length ? items : [make("p", { class: "none" }, word("nothing_to_choose"))]));
  /** @type {?HTMLElement} */ let active = null;

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
    if (!item) return;
    const { value } = options[items.indexOf(item)];
    const wasChosen = chosen.delete(value);
    if (max === 1) chosen.clear();
    if (!wasChosen && chosen.size < max) chosen.add(value);
    mark();
    if (max === 1) close();
  };
  const type = (key) => {
    const starts = (one) => one.textContent.toLowerCase().startsWith(key.toLowerCase());
    const at = items.indexOf(active) + 1;
    activate([...items.slice(at), ...items.slice(0, at)].find(starts));
  };

  list.addEventListener("click", ({ target }) => toggle(target.closest("[role=option]")));
  list.addEventListener("keydown", (event) => {
    const to = step(items, active, event.key);
    if (to) activate(to);
    else if (event.key === " " || (event.key === "Enter" && max === 1)) toggle(active);
    else if (event.key === "Enter") close();
    else if (event.key.length === 1) type(event.key);
    else return;
    event.preventDefault();
  });
  const close = openPopover(button, list, {
    closed: (cancelled) => {
      const values = options.map((one) => one.value).filter((one) => chosen.has(one));
      if (cancelled || values.length < min || values.join("\n") === before) return;
      showChosen(button, options, chosen);
      done(values);
    },
  });
  mark();
  activate(items[options.findIndex((one) => chosen.has(one.value))] ?? items[0]);
  list.focus({ preventScroll: true });
}

function optionNode({ label, description }, index) {
  const note = description ? [make("small", {}, description)] : [];
  return make("div", { role: "option", id: `choice-${index}` }, label, ...note);
}

function showChosen(button, options, chosen) {
  const marked = options.map((one) => ({ ...one, default: chosen.has(one.value) }));
  const names = marked.filter((one) => one.default).map((one) => one.label);
  button.dataset.options = JSON.stringify(marked);
  button.firstElementChild.textContent = names.join(", ") || word("select");
  button.classList.toggle("empty", !names.length);
}
