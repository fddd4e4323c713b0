// The keyboard: from region to region, from channel to channel, and the list of keys.

import { focusComposer } from "./composer.js";
import { focusLog } from "./log.js";
import { on, word } from "./state.js";
import { moveChannel } from "./switches.js";
import { make } from "./tree.js";

const dialog = document.getElementById("keys");
const KEYS = [
  ["F6", "key_regions"],
  ["Alt+↑ Alt+↓", "key_channels"],
  ["/", "key_commands"],
  ["↑ ↓ Home End", "key_messages"],
  ["Enter", "key_enter"],
  ["Shift+F10", "key_menu"],
  ["Escape", "key_escape"],
];
const REGIONS = [
  ["#channels", () => document.querySelector("#channels [aria-current]")?.focus()],
  ["#header", () => firstShown("#header select, #header button")?.focus()],
  ["#scroller", focusLog],
  ["#composer", focusComposer],
];

const firstShown = (selector) =>
  [...document.querySelectorAll(selector)].find((node) => node.checkVisibility());

function nextRegion(by) {
  const regions = REGIONS.filter(([selector]) => document.querySelector(selector).checkVisibility());
  const index = regions.findIndex(([selector]) => document.activeElement?.closest(selector));
  const next = index < 0 ? regions.length - 1 : index + by;
  regions[(next + regions.length) % regions.length][1]();
}

/** Begins to write where no field has focus, as in Discord. */
function startsWriting(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return false;
  if (event.key === " ") return false;
  return !event.target.closest("input, textarea, select, dialog, [popover]");
}

addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "F6") nextRegion(event.shiftKey ? -1 : 1);
  else if (event.altKey && event.key === "ArrowUp") moveChannel(-1);
  else if (event.altKey && event.key === "ArrowDown") moveChannel(1);
  else {
    // The key itself is then typed into the field.
    if (startsWriting(event)) focusComposer();
    return;
  }
  event.preventDefault();
});

document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());

on("hello", () => {
  const rows = KEYS.flatMap(([keys, key]) => [
    make("dt", {}, ...keys.split(" ").map((one) => make("kbd", {}, one))),
    make("dd", {}, word(key)),
  ]);
  dialog.querySelector("dl").replaceChildren(...rows);
});
