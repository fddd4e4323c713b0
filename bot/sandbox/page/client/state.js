// What the page knows: the last hello, what changed since, and who wants to hear of it.
/** @typedef {{name: string, shown: string, description: string, type: number, required: boolean,
 *   choices: any[], autocomplete: boolean, min: ?number, max: ?number, pool?: any[]}} Option */
/** @typedef {{name: string, shown: string, description: string, options: Option[]}} Command */
/** @typedef {{id: string, channel: string, tree: any[], private: boolean, thinking: boolean,
 *   author: string, mine: boolean, at: string}} Message */

const kept = (key) => sessionStorage.getItem(key) ?? "";

/** As in the hello of the server; `messages` by their ids, the oldest first. */
export const state = {
  role: kept("role") || "owner",
  language: kept("language"),
  channel: kept("channel"),
  channels: [], roles: [], languages: [], menus: [],
  /** @type {Command[]} */ commands: [],
  /** @type {Record<string, string>} */ words: {},
  /** @type {Map<string, Message>} */ messages: new Map(),
  bot: { id: "", name: "" }, zone: "",
  takesArchives: false,
};

/** @type {Map<string, ((event: any) => void)[]>} */
const listeners = new Map();

/** Calls a function at every event of these kinds, which blanks separate. */
export function on(kinds, listener) {
  for (const kind of kinds.split(" ")) listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

/** Passes an event to those that listen for its kind. */
export function emit(kind, event = {}) {
  for (const listener of listeners.get(kind) ?? []) listener(event);
}

/** Changes the role, the language or the channel, and keeps it for a reload. */
export function choose(key, value) {
  state[key] = value;
  sessionStorage.setItem(key, value);
  emit(`${key}-chosen`);
}

/** Returns a text of the page in the visitor's language; {name} in it is replaced. */
export function word(key, values = {}) {
  return (state.words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
}

/** Returns the name of the open channel. */
export const channelName = () => state.channels.find(({ id }) => id === state.channel)?.name ?? "";
