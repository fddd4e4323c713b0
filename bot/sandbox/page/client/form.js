// A command that is being given: its options as fields, the required ones first.
import { combobox, matching } from "./combobox.js";
import { Field } from "./fields.js";
import { word } from "./state.js";
import { make } from "./tree.js";

const hint = document.getElementById("hint");
const row = document.getElementById("fields");

/** The fields of one command, between its name and the list of what else it takes. */
export class CommandForm {
  /** `leave` is called when one goes back to the text. */
  constructor(command, leave) {
    Object.assign(this, { name: command.name, options: command.options, leave });
    /** @type {Field[]} */ this.fields = [];
    this.more = make("input", {
      type: "text", class: "more", "aria-label": word("more_options"), autocomplete: "off",
    });
    this.more.addEventListener("focus", () => { hint.textContent = command.description; });
    this.more.addEventListener("keydown", (event) => this.back(event, null));
    combobox(this.more, {
      title: () => word("more_options"),
      find: (text) => matching(this.left.map(optionItem), text),
      pick: (item) => this.add(item.value).input.focus(),
      first: false,
    });
    row.replaceChildren(make("b", {}, `/${command.shown}`), this.more);
    for (const option of this.options) if (option.required) this.add(option);
    this.count();
  }

  /** The options that have no field yet. */
  get left() {
    return this.options.filter((one) => !this.fields.some(({ option }) => option === one));
  }

  /** Returns the value of each field that has one. */
  values() {
    const read = this.fields.map((field) => [field.option.name, field.read().value]);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined));
  }

  /** Returns the files, by option. */
  files() {
    const fields = this.fields.filter((field) => field.isFile);
    return Object.fromEntries(fields.map(({ option, input }) => [option.name, [...input.files]]));
  }

  /** Says what is wrong beside each field; returns whether nothing is. */
  check() {
    for (const field of this.fields) field.say(field.read().error ?? "");
    const wrong = this.fields.find((field) => field.read().error);
    wrong?.input.focus();
    return !wrong;
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
  next() { this.fields.find((field) => field.option.required && field.isEmpty)?.input.focus(); }

  /** Backspace in an empty field goes to the one before; an optional field goes away. */
  back(event, field) {
    if (event.key !== "Backspace" || event.target.value) return;
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
    const { length: count } = this.left;
    this.more.placeholder = count ? word("more", { count }) : "";
  }
}

const optionItem = (option) => ({ shown: option.shown, value: option, note: option.description });
