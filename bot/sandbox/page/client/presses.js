// What is pressed in a message: buttons, menus, spoilers, the dismissal of private ones.

import { articleOf, log } from "./log.js";
import { openModal } from "./modal.js";
import { openSelect } from "./selects.js";
import { post } from "./server.js";
import { make } from "./tree.js";

/** Says below a message why something failed. */
export function fail(message, error) {
  const column = articleOf(message)?.querySelector(".column");
  column?.querySelector(":scope > .failed")?.remove();
  column?.append(make("p", { class: "failed", role: "alert" }, error));
}

/** Sends a press of a button or a choice, and shows meanwhile that it waits. */
async function press(button, values) {
  if (button.getAttribute("aria-busy")) return;
  const message = button.closest("article").dataset.message;
  button.setAttribute("aria-busy", "true");
  const answer = await post("component", { message, custom_id: button.dataset.customId, values });
  button.removeAttribute("aria-busy");
  if (answer.modal) openModal(answer.modal);
  if (answer.error) fail(message, answer.error);
}

function reveal(node) {
  node.classList.add("open");
  for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  node.removeAttribute("aria-expanded");
  node.querySelector(":scope > .cover")?.remove();
  for (const one of node.querySelectorAll("[inert]")) one.inert = false;
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

const isHidden = (node) => node?.getAttribute("aria-expanded") === "false";

log.addEventListener("click", ({ target }) => {
  const hidden = target.closest(".spoiler, .covered");
  const button = target.closest("button");
  if (isHidden(hidden)) reveal(hidden);
  else if (button?.matches(".dismiss")) dismiss(button);
  else if (button?.matches(".select")) openSelect(button, (values) => press(button, values));
  else if (button?.dataset.customId) press(button);
});

log.addEventListener("keydown", (event) => {
  if ((event.key !== "Enter" && event.key !== " ") || !isHidden(event.target)) return;
  event.preventDefault();
  reveal(event.target);
});

async function dismiss(button) {
  const message = button.closest("article").dataset.message;
  const { error } = await post("dismiss", { message });
  if (error) fail(message, error);
}
