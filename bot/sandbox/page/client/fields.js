// A field of a command's option: how it is filled in, checked and read.
import { combobox, matching } from "./combobox.js";
import { post } from "./server.js";
import { state, word } from "./state.js";
import { make } from "./tree.js";

const [INTEGER, BOOLEAN, NUMBER, FILE] = [4, 5, 10, 11];
const hint = document.getElementById("hint");
const SHOWN = 25;
const TYPING_MS = 120;

/** One option of the command that is being given. */
export class Field {
  /** @param {import("./state.js").Option} option @param {import("./form.js").CommandForm} form */
  constructor(option, form) {
    this.option = option;
    this.form = form;
    /** @type {?import("./combobox.js").Item} */ this.picked = null;
    const id = `option-${option.name}`;
    this.isFile = option.type === FILE;
    this.isNumber = option.type === INTEGER || option.type === NUMBER;
    this.input = make("input", {
      id, type: this.isFile ? "file" : "text", "aria-required": String(option.required),
      autocomplete: "off", spellcheck: "false", inputmode: this.isNumber && "decimal",
    });
    this.problem = make("span", { class: "wrong", id: `${id}-wrong` });
    this.input.setAttribute("aria-describedby", `hint ${this.problem.id}`);
    this.node = make("span", { class: "option" },
      make("label", { for: id }, option.shown), this.input, this.problem);
    this.input.addEventListener("focus", () => { hint.textContent = option.description; });
    this.input.addEventListener("input", () => {
      this.picked = null;
      this.say("");
    });
    if (option.autocomplete || this.items) this.suggest();
  }

  /** What may be chosen, if only that may be. */
  get items() {
    const { type, choices, pool } = this.option;
    if (type === BOOLEAN) {
      return [{ shown: word("yes"), value: true }, { shown: word("no"), value: false }];
    }
    const list = choices?.length ? choices : pool;
    return list?.map(({ name, value }) => ({ shown: name, value }));
  }

  get isEmpty() { return !this.input.value.trim(); }

  /** Returns {value}, {error: a sentence}, or {} if nothing is filled in. */
  read() {
    if (this.isEmpty) return this.option.required ? { error: word("required") } : {};
    if (this.isFile) return {};
    if (this.picked) return { value: this.picked.value };
    const text = this.input.value.trim();
    if (this.items) {
      const found = this.items.find(({ shown }) => shown.toLowerCase() === text.toLowerCase());
      return found ? { value: found.value } : { error: word("not_a_choice") };
    }
    return this.typed(text);
  }

  /** Says what is wrong with the field, nothing if the text is empty. */
  say(text) {
    this.problem.textContent = text;
    this.node.classList.toggle("invalid", Boolean(text));
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** Returns what `read` does for a text or a number that is typed, within its bounds. */
  typed(text) {
    const { type, min, max } = this.option;
    const value = this.isNumber ? Number(text.replace(",", ".")) : text;
    const size = this.isNumber ? value : [...text].length;
    const isWrong = Number.isNaN(size) || (type === INTEGER && !Number.isInteger(value));
    if (isWrong) return { error: word("not_a_number") };
    const [below, above] = this.isNumber ? ["at_least", "at_most"] : ["shorter_than", "longer_than"];
    if (min != null && size < min) return { error: word(below, { count: min }) };
    if (max != null && size > max) return { error: word(above, { count: max }) };
    return { value };
  }

  suggest() {
    const { autocomplete, shown } = this.option;
    const known = (text) => matching(this.items, this.picked ? "" : text).slice(0, SHOWN);
    combobox(this.input, {
      title: () => shown,
      find: autocomplete ? () => this.ask() : known,
      pick: (item) => {
        this.input.value = item.shown;
        this.picked = item;
        this.say("");
        this.form.next();
      },
      first: !autocomplete || this.isNumber,
      wait: autocomplete ? TYPING_MS : 0,
    });
  }

  async ask() {
    const { name } = this.option;
    const options = { ...this.form.values(), [name]: this.input.value };
    const body = { channel: state.channel, name: this.form.name, options, focused: name };
    const { choices = [] } = await post("autocomplete", body);
    return choices.map((one) => ({ shown: one.name, value: one.value }));
  }
}
