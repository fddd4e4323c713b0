// Times in the visitor's locale and zone, and the demo's clock that relative ones count from.
import { on, state, word } from "./state.js";

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" }, S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [
  ["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3_600], ["minute", 60],
];
const MOVING = "time[data-style=R], time[data-style=header]";
const REFRESH_MS = 20_000;

let offset = 0;
let ahead = 0;
const formats = new Map();

/** Returns the demo's time in milliseconds. */
export const now = () => Date.now() + offset;

/** Returns a date whose UTC is what the server's clocks show. */
export const serverTime = () => new Date(now() + ahead);

/** Writes the times below a node, or those of a selector. */
export function showTimes(root, selector = "time[data-style]") {
  for (const node of root.querySelectorAll(selector)) show(node);
}

/** Returns a date in one of Discord's styles, as the browser's region writes the language. */
export function format(date, style, timeZone) {
  const key = `${state.language} ${style} ${timeZone}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(locale(), { ...(STYLES[style] ?? STYLES.f), timeZone }));
  }
  return formats.get(key).format(date);
}

/** Returns the days between two moments, by the visitor's calendar. */
export function daysApart(earlier, later) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

function locale() {
  const [base] = state.language.split("-");
  return navigator.languages.find((one) => one.split("-")[0] === base) ?? state.language;
}

function show(node) {
  const date = new Date(node.dateTime);
  if (Number.isNaN(date.getTime())) return;
  const { style } = node.dataset;
  const forms = { R: relative, header };
  const text = forms[style]?.(date) ?? format(date, style);
  if (node.textContent !== text) node.textContent = text;
  node.title ||= format(date, "F");
}

function relative(date) {
  const seconds = Math.round((date.getTime() - now()) / 1000);
  const [unit, size] = UNITS.find((one) => Math.abs(seconds) >= one[1]) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  return words.format(Math.trunc(seconds / size), unit);
}

function header(date) {
  const days = daysApart(date, now());
  const time = format(date, "t");
  if (days === 0) return time;
  return days === 1 ? word("yesterday_at", { time }) : format(date, "s");
}

on("hello clock", (event) => {
  offset = new Date(event.now).getTime() - Date.now();
  // What the server's clocks show, read once as UTC and once with the offset behind it.
  const [shown, zone] = [event.now.slice(0, 19), event.now.slice(-6)];
  ahead = Date.parse(`${shown}Z`) - Date.parse(shown + zone);
  showTimes(document, MOVING);
});
setInterval(() => showTimes(document, MOVING), REFRESH_MS);
