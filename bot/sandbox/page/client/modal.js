// A modal of the bot, as a dialog that is filled in and sent.
import { openSelect, valuesOf } from "./selects.js";
import { post } from "./server.js";
import { word } from "./state.js";
import { build, make } from "./tree.js";

/** Opens a modal; `closed` is called when it is sent or left. */
export function openModal({ id, title, tree }, closed = () => {}) {
  const form = make("form", { class: "modal-form" });
  const problem = make("p", { class: "failed", role: "alert" });
  const dialog = make("dialog", { class: "dialog", "aria-label": title }, form);
  form.append(...build(tree).childNodes);
  form.lastElementChild.before(problem);

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".cancel")) dialog.close();
    else if (button?.matches(".select")) openSelect(button, () => problem.replaceChildren());
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const menus = [...form.querySelectorAll(".select")];
    const empty = menus.find((one) => valuesOf(one).length < Number(one.dataset.min));
    problem.textContent = empty ? word("required") : "";
    if (empty) return empty.focus();
    const texts = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const chosen = menus.map((one) => [one.dataset.customId, valuesOf(one)]);
    const fields = [...form.querySelectorAll("input[type=file]")];
    const files = Object.fromEntries(fields.map(({ name, files: some }) => [name, [...some]]));
    const values = Object.fromEntries([...texts, ...chosen]);
    form.inert = true;
    const answer = await post("modal", { modal: id, values }, files);
    form.inert = false;
    if (!answer.error) dialog.close();
    problem.textContent = answer.error ?? "";
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input, textarea, .select")?.focus();
}
