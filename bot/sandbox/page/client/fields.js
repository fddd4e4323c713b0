// A field of a command's option: how it is filled in, checked and read.

import { combobox, matching } from "./combobox.js";
import { post } from "./server.js";
import { state, word } from "./state.js";
import { make } from "./tree.js";

const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;
const NUMBER = 10;
const FILE = 11;
const TYPING_MS = 120;

/** One option of the command that is being given. */
export class Field {
  /**
   * @param {import("./state.js").Option} option
   * @param {{values: () => Record<string, any>, command: string, hint: (text: string) => void}} form
   */
  constructor(option, form) {
    this.option = option;
    this.form = form;
    /** @type {?{shown: string, value: any}} */ this.picked = null;
    const id = `option-${option.name}`;
    const isFile = option.type === FILE;
    this.input = make("input", {
      id, type: isFile ? "file" : "text", "aria-required": String(option.required),
      "aria-describedby": "hint", autocomplete: "off", spellcheck: "false",
      inputmode: option.type === INTEGER ? "numeric" : option.type === NUMBER && "decimal",
    });
    this.problem = make("span", { class: "wrong", id: `${id}-wrong` });
    this.node = make("span", { class: option.required ? "option required" : "option" },
      make("label", { for: id }, option.shown), this.input, this.problem);
    this.input.addEventListener("focus", () => form.hint(option.description));
    this.input.addEventListener("input", () => {
      this.picked = null;
      this.say("");
    });
    if (!isFile) this.suggest();
  }

  /** What may be chosen, if only that may be. */
  get items() {
    const { type, choices, pool } = this.option;
    const answers = [
      { name: word("yes"), value: true },
      { name: word("no"), value: false },
    ];
    const list = type === BOOLEAN ? answers : choices?.length ? choices : pool;
    return list?.map(({ name, value }) => ({ shown: name, value }));
  }

  get isEmpty() {
    return this.option.type === FILE ? !this.input.files.length : !this.input.value.trim();
  }

  /** Returns {value}, {error: a sentence}, or {} if nothing is filled in. */
  read() {
    const { type, required } = this.option;
    if (this.isEmpty) return required ? { error: word("required") } : {};
    if (type === FILE) return {};
    if (this.picked) return { value: this.picked.value };
    const text = this.input.value.trim();
    if (this.items) {
      const same = ({ shown }) => shown.toLowerCase() === text.toLowerCase();
      const found = this.items.find(same);
      return found ? { value: found.value } : { error: word("not_a_choice") };
    }
    return type === INTEGER || type === NUMBER ? this.number(text) : this.text(text);
  }

  /** Says what is wrong with the field, nothing if the text is empty. */
  say(text) {
    this.problem.textContent = text;
    this.node.classList.toggle("invalid", Boolean(text));
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
    const described = text ? `hint ${this.problem.id}` : "hint";
    this.input.setAttribute("aria-describedby", described);
  }

  number(text) {
    const { type, min, max } = this.option;
    const value = Number(text.replace(",", "."));
    if (Number.isNaN(value)) return { error: word("not_a_number") };
    if (type === INTEGER && !Number.isInteger(value)) return { error: word("not_a_number") };
    if (min != null && value < min) return { error: word("at_least", { count: min }) };
    if (max != null && value > max) return { error: word("at_most", { count: max }) };
    return { value };
  }

  text(text) {
    const { min, max } = this.option;
    const length = [...text].length;
    if (min != null && length < min) return { error: word("shorter_than", { count: min }) };
    if (max != null && length > max) return { error: word("longer_than", { count: max }) };
    return { value: text };
  }

  suggest() {
    const { autocomplete, type, shown } = this.option;
    const items = this.items;
    if (!items && !autocomplete) return;
    const isFree = !items && type === STRING;
    combobox(this.input, {
      title: () => shown,
      find: autocomplete
        ? () => this.ask()
        : (text) => matching(items, this.picked ? "" : text).slice(0, 25),
      pick: (item) => {
        this.input.value = item.shown;
        this.picked = item;
        this.say("");
        this.form.picked(this);
      },
      first: !isFree,
      wait: autocomplete ? TYPING_MS : 0,
    });
  }

  async ask() {
    const { name } = this.option;
    const options = { ...this.form.values(), [name]: this.input.value };
    const body = { channel: state.channel, name: this.form.command, options, focused: name };
    const { choices = [] } = await post("autocomplete", body);
    return choices.map((one) => ({ shown: one.name, value: one.value }));
  }
}
