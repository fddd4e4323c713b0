// What is pressed in a message: buttons, menus, spoilers, the dismissal of private ones.
import { articleOf, log } from "./log.js";
import { focusIn, restore } from "./message.js";
import { openModal } from "./modal.js";
import { openSelect } from "./selects.js";
import { post } from "./server.js";
import { word } from "./state.js";
import { make } from "./tree.js";

/** Sends what is done with a message; opens the modal that is the answer, or says what failed. */
export async function act(article, path, body) {
  const { message } = article.dataset;
  const focus = focusIn(article);
  const { modal, error } = await post(path, { message, ...body });
  if (modal) openModal(modal, () => back(message, focus));
  // The message may have been drawn anew meanwhile.
  const column = articleOf(message)?.querySelector(".column");
  column?.querySelector(":scope > .failed")?.remove();
  if (error) column?.append(make("p", { class: "failed", role: "alert" }, error));
}

/** Moves focus back to what opened a modal, if the message was drawn anew since. */
function back(message, focus) {
  const article = articleOf(message);
  if (article && focus && document.activeElement === document.body) restore(article, focus);
}

/** Sends a press of a button or a choice, and shows meanwhile that it waits. */
async function press(button, values) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await act(button.closest("article"), "component", { custom_id: button.dataset.customId, values });
  button.removeAttribute("aria-busy");
}

function reveal(node) {
  node.classList.add("open");
  for (const name of ["role", "aria-label", "aria-expanded"]) node.removeAttribute(name);
  node.querySelector(":scope > .cover")?.remove();
  for (const one of node.querySelectorAll("[inert]")) one.inert = false;
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

/** Shows a picture as large as there is room, until a click or Escape. */
function enlarge(picture) {
  const dialog = make("dialog", { class: "viewer", "aria-label": picture.alt || word("picture") });
  dialog.append(make("img", { src: picture.getAttribute("src"), alt: picture.alt }));
  for (const kind of ["click", "close"]) dialog.addEventListener(kind, () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const isHidden = (node) => node?.getAttribute("aria-expanded") === "false";

log.addEventListener("click", ({ target }) => {
  const hidden = target.closest(".spoiler, .covered");
  const button = target.closest("button");
  if (isHidden(hidden)) reveal(hidden);
  else if (button?.matches(".dismiss")) act(button.closest("article"), "dismiss");
  else if (button?.matches(".select")) openSelect(button, (values) => press(button, values));
  else if (button?.dataset.customId) press(button);
  else if (target.matches("img")) enlarge(target);
});

log.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (!isHidden(event.target) && !event.target.matches("img")) return;
  event.preventDefault();
  event.target.click();
});
