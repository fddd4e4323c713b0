// Starts the page: theme, texts, the bar of a lost connection, and the connection itself.
import "./times.js";
import "./log.js";
import "./presses.js";
import "./menu.js";
import "./composer.js";
import "./switches.js";
import "./keys.js";
import "./archives.js";
import { connect } from "./server.js";
import { on, word } from "./state.js";

const bar = document.getElementById("bar");
const dark = matchMedia("(prefers-color-scheme: dark)");

const setTheme = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };

/** Writes the page's own texts in the visitor's language. */
function setWords() {
  for (const node of document.querySelectorAll("[data-word]")) {
    node.textContent = word(node.dataset.word);
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.matches("button, select")) node.title = word(node.dataset.label);
  }
}

setTheme();
dark.addEventListener("change", setTheme);

let isFirst = true;
on("hello", () => {
  bar.hidden = true;
  setWords();
  if (isFirst) document.getElementById("text").focus();
  isFirst = false;
});
on("lost", () => {
  Object.assign(bar, { hidden: false, className: "", textContent: isFirst ? "…" : word("lost") });
});

connect();
