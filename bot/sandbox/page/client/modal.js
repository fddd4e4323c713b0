// A modal of the bot, as a dialog that is filled in and sent.

import { openSelect, valuesOf } from "./selects.js";
import { post } from "./server.js";
import { word } from "./state.js";
import { build, make } from "./tree.js";

/** Opens a modal: {id, title, tree}. */
export function openModal({ id, title, tree }) {
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
    const empty = missing(form);
    if (empty) {
      problem.textContent = word("required");
      empty.focus();
      return;
    }
    form.inert = true;
    const answer = await post("modal", { modal: id, values: valuesIn(form) }, filesIn(form));
    form.inert = false;
    if (!answer.error) dialog.close();
    problem.textContent = answer.error ?? "";
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input, textarea, .select")?.focus();
}

const missing = (form) =>
  [...form.querySelectorAll(".select")].find(
    (one) => valuesOf(one).length < Number(one.dataset.min),
  );

function valuesIn(form) {
  const values = {};
  for (const field of form.querySelectorAll("input[name], textarea[name]")) {
    if (field.type !== "file") values[field.name] = field.value;
  }
  for (const one of form.querySelectorAll(".select")) values[one.dataset.customId] = valuesOf(one);
  return values;
}

function filesIn(form) {
  const fields = [...form.querySelectorAll("input[type=file]")];
  return Object.fromEntries(fields.map((field) => [field.name, [...field.files]]));
}
