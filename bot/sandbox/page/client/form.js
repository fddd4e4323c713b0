// A command that is being given: its options as fields, the required ones first.

import { combobox, matching } from "./combobox.js";
import { Field } from "./fields.js";
import { word } from "./state.js";
import { make } from "./tree.js";

const hint = document.getElementById("hint");
const row = document.getElementById("fields");

/** The fields of one command, between its name and the list of what else it takes. */
export class CommandForm {
  /**
   * @param {import("./state.js").Command} command
   * @param {() => void} leave is called when one goes back to the text
   */
  constructor(command, leave) {
    this.shown = command;
    this.leave = leave;
    /** @type {Field[]} */ this.fields = [];
    this.more = make("input", {
      type: "text", class: "more", "aria-label": word("more_options"), autocomplete: "off",
    });
    this.more.addEventListener("focus", () => this.hint(command.description));
    combobox(this.more, {
      title: () => word("more_options"),
      find: (text) => matching(this.left.map(optionItem), text),
      pick: (item) => this.add(item.value).input.focus(),
      first: false,
    });
    const name = make("span", { class: "command-name" }, `/${command.shown}`);
    row.replaceChildren(name, this.more);
    command.options.filter(({ required }) => required).forEach((option) => this.add(option));
    this.more.addEventListener("keydown", (event) => this.back(event, null));
    this.count();
  }

  get command() {
    return this.shown.name;
  }

  /** The options that have no field yet. */
  get left() {
    return this.shown.options.filter((one) => !this.fields.some(({ option }) => option === one));
  }

  /** Returns the value of each field that has one. */
  values() {
    const read = this.fields.map((field) => [field.option.name, field.read().value]);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined));
  }

  /** Returns the files, by option. */
  files() {
    const chosen = this.fields.filter(({ input }) => input.files?.length);
    return Object.fromEntries(chosen.map(({ option, input }) => [option.name, [...input.files]]));
  }

  /** Says what is wrong beside each field; returns whether nothing is. */
  check() {
    const wrong = this.fields.filter((field) => {
      const { error = "" } = field.read();
      field.say(error);
      return error;
    });
    wrong[0]?.input.focus();
    return !wrong.length;
  }

  /** Fills the first field with a text that was typed behind the name. */
  start(text) {
    const first = this.fields[0] ?? (text && this.left.length ? this.add(this.left[0]) : null);
    if (first && text) first.input.value = text;
    (first?.input ?? this.more).focus();
  }

  /** Adds the field of an option. */
  add(option) {
    const field = new Field(option, this);
    this.fields.push(field);
    this.more.before(field.node);
    this.more.value = "";
    field.input.addEventListener("keydown", (event) => this.back(event, field));
    this.count();
    return field;
  }

  /** Goes on to the next field that has to be filled in. */
  picked() {
    const empty = this.fields.find((field) => field.option.required && field.isEmpty);
    empty?.input.focus();
  }

  hint(text) {
    hint.textContent = text;
  }

  close() {
    row.replaceChildren();
    hint.textContent = "";
  }

  /** Backspace in an empty field goes to the one before; an optional field goes away. */
  back(event, field) {
    if (event.key !== "Backspace" || (field ?? { isEmpty: !this.more.value }).isEmpty === false) {
      return;
    }
    event.preventDefault();
    const index = field ? this.fields.indexOf(field) : this.fields.length;
    if (index === 0) return this.leave();
    if (field && !field.option.required) {
      this.fields.splice(index, 1);
      field.node.remove();
      this.count();
    }
    this.fields[index - 1].input.focus();
  }

  count() {
    const count = this.left.length;
    this.more.placeholder = count ? word("more", { count }) : "";
  }
}

const optionItem = (option) => ({
  shown: option.shown, value: option, note: option.description,
});
