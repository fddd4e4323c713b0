// The keyboard: from region to region, from channel to channel, and the list of keys.
import { focusComposer } from "./composer.js";
import { focusLog } from "./log.js";
import { moveChannel } from "./switches.js";

const REGIONS = [
  ["#channel-list", () => document.querySelector("#channels [aria-current]")?.focus()],
  ["#header", () => firstShown("#header select, #header button")?.focus()],
  ["#scroller", focusLog],
  ["#composer", focusComposer],
];

const firstShown = (selector) =>
  [...document.querySelectorAll(selector)].find((node) => node.checkVisibility());

function nextRegion(by) {
  const regions = REGIONS.filter(([selector]) => document.querySelector(selector).checkVisibility());
  const index = regions.findIndex(([selector]) => document.activeElement.closest(selector));
  regions.at((index + by) % regions.length)[1]();
}

/** Begins to write where no field has focus, as in Discord. */
function startsWriting({ key, ctrlKey, metaKey, altKey, target }) {
  if (ctrlKey || metaKey || altKey || key.length !== 1 || key === " ") return false;
  return !target.closest("input, select, [popover]");
}

addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  // In a select these keys open its list.
  const moves = event.altKey && !event.target.matches("select");
  if (event.key === "F6") nextRegion(event.shiftKey ? -1 : 1);
  else if (moves && event.key === "ArrowUp") moveChannel(-1);
  else if (moves && event.key === "ArrowDown") moveChannel(1);
  // The key itself is then typed into the field.
  else return startsWriting(event) && focusComposer();
  event.preventDefault();
});

document.getElementById("show-keys").addEventListener("click", () => document.getElementById("keys").showModal());
