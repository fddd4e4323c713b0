// Trees of the server as DOM: only the elements and attributes listed here are ever made.
const ELEMENTS = new Set(
  ("a article b blockquote br button code details div em fieldset h1 h2 h3 h4 hr i img input label" +
    " legend li ol p pre s section small span strong summary textarea time u ul video").split(" "),
);
const ATTRIBUTES = new Set(
  ("accept alt checked class controls datetime dir disabled download href lang max maxlength min" +
    " minlength multiple name placeholder readonly rel required role rows src tabindex target title" +
    " type value").split(" "),
);
const PREFIXES = /^(aria|data)-[a-z-]+$/;
const LEADS_TO = /^(https?:\/\/|attachments\/)/;
const LOADS_FROM = /^attachments\//;

/** Returns the DOM of a tree: a string is text, else [name, attributes, child…]. */
export function build(tree) {
  if (!Array.isArray(tree)) return document.createTextNode(String(tree ?? ""));
  const [name, attributes, ...children] = tree;
  if (!ELEMENTS.has(name)) return document.createTextNode("");
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) set(node, key, value);
  if (name === "img") node.loading = "lazy";
  if (name === "video") node.preload = "metadata";
  node.append(...children.map(build));
  return node;
}

/** Returns an element of the page itself; a function is the listener of an event. */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

function set(node, key, value) {
  if (value === false || value == null) return;
  if (!ATTRIBUTES.has(key) && !PREFIXES.test(key)) return;
  if (key === "href" && !LEADS_TO.test(value)) return;
  if (key === "src" && !LOADS_FROM.test(value)) return;
  node.setAttribute(key, value === true ? "" : String(value));
  // The policy forbids style attributes, not properties that are set one by one.
  if (key === "data-accent") node.style.setProperty("--accent", String(value));
}
