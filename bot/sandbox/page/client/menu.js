// The context menu of a message: the bot's commands for it.
import { log } from "./log.js";
import { openPopover, step } from "./popover.js";
import { act } from "./presses.js";
import { state, word } from "./state.js";
import { make } from "./tree.js";

const BESIDE_PX = 16;

/** Opens the menu of a message at a point, or beside its button. */
function openMenu(article, anchor, point) {
  const items = state.menus.map(({ name, shown }) => make("button", {
    type: "button", role: "menuitem", tabindex: "-1",
    click: () => {
      close();
      act(article, "menu", { command: name });
    },
  }, shown));
  const menu = make("div", { role: "menu", class: "popup menu", "aria-label": word("apps") },
    make("div", { class: "heading", role: "presentation" }, word("apps")), ...items);
  menu.addEventListener("keydown", (event) => {
    const to = step(items, document.activeElement, event.key);
    if (to) event.preventDefault();
    to?.focus();
  });
  const close = openPopover(anchor, menu, { point });
  items[0].focus();
}

log.addEventListener("click", ({ target }) => {
  const button = target.closest(".apps");
  if (button) openMenu(button.closest("article"), button);
});

// Shift+F10 and the menu key raise this event too, at the element that has focus.
log.addEventListener("contextmenu", (event) => {
  const { target, button, clientX: x, clientY: y } = event;
  const node = target.closest("article");
  if (!node || !state.menus.length || target.closest("a, input")) return;
  event.preventDefault();
  if (button === 2) return openMenu(node, node, { x, y });
  const { left, top } = target.getBoundingClientRect();
  const shown = Math.max(top, log.parentElement.getBoundingClientRect().top);
  openMenu(node, target, { x: left + BESIDE_PX, y: shown + BESIDE_PX });
});
