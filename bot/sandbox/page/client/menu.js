// The context menu of a message: the bot's commands for it.

import { log } from "./log.js";
import { openModal } from "./modal.js";
import { openPopover, step } from "./popover.js";
import { fail } from "./presses.js";
import { post } from "./server.js";
import { state, word } from "./state.js";
import { make } from "./tree.js";

/** Opens the menu of a message at a point, or beside its button. */
function openMenu(article, anchor, point) {
  const items = state.menus.map(({ name, shown }) =>
    make("button", { type: "button", role: "menuitem", tabindex: "-1", "data-name": name }, shown));
  const heading = make("div", { class: "heading", role: "presentation" }, word("apps"));
  const menu = make("div", { role: "menu", class: "popup menu", "aria-label": word("apps") },
    heading, ...items);
  menu.addEventListener("keydown", (event) => {
    const to = step(items, document.activeElement, event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  menu.addEventListener("click", ({ target }) => {
    const item = target.closest("[role=menuitem]");
    if (!item) return;
    close();
    give(article.dataset.message, item.dataset.name);
  });
  const close = openPopover(anchor, menu, { point });
  items[0].focus();
}

async function give(message, command) {
  const answer = await post("menu", { message, command });
  if (answer.modal) openModal(answer.modal);
  if (answer.error) fail(message, answer.error);
}

log.addEventListener("click", ({ target }) => {
  const button = target.closest(".apps");
  if (button) openMenu(button.closest("article"), button);
});

// Shift+F10 and the menu key raise this event too, at the element that has focus.
log.addEventListener("contextmenu", (event) => {
  const node = event.target.closest("article");
  if (!node || !state.menus.length || event.target.closest("a, input")) return;
  event.preventDefault();
  const isByKey = event.button !== 2;
  const anchor = isByKey ? event.target.closest("button, [tabindex]") ?? node : node;
  const { left, top } = anchor.getBoundingClientRect();
  const point = isByKey
    ? { x: left + 16, y: Math.max(top, 0) + 32 } : { x: event.clientX, y: event.clientY };
  openMenu(node, anchor, point);
});
