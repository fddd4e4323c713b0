// An archive that is dropped on the page or picked: sent file by file, then imported.
import { post, upload } from "./server.js";
import { on, state, word } from "./state.js";

const byId = (id) => document.getElementById(id);
const section = byId("import");
const bar = section.querySelector("progress");
let isBusy = false;

/** Yields the files of what was dropped, with their paths; folders are walked through. */
async function* walk(entry) {
  if (entry instanceof File) return yield { path: entry.name, file: entry };
  if (entry.isFile) {
    const file = await new Promise((done, fail) => entry.file(done, fail));
    return yield { path: entry.fullPath.slice(1), file };
  }
  const reader = entry.createReader();
  let part = [];
  do {
    // A reader gives a part of the folder each time, and nothing at its end.
    part = await new Promise((done, fail) => reader.readEntries(done, fail));
    for (const one of part) yield* walk(one);
  } while (part.length);
}

async function dropped(items) {
  const files = [];
  // What was dropped is gone after the event: the entries are taken before anything is awaited.
  const entries = [...items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  for (const entry of entries.filter(Boolean)) {
    for await (const one of walk(entry)) files.push(one);
  }
  await take(files);
}

/** Sends files one after the other, then has them imported. */
async function take(files) {
  if (isBusy || !files.length) return;
  isBusy = true;
  const batch = crypto.randomUUID();
  const total = files.reduce((sum, { file }) => sum + file.size, 0) || 1;
  let [done, answer] = [0, {}];
  for (const { path, file } of files) {
    show(word("sending", { name: path }), done / total);
    answer = await upload(batch, path, file);
    if (answer.error) break;
    done += file.size;
  }
  if (!answer.error) {
    show(word("importing"), null);
    answer = await post("import", { batch });
  }
  if (answer.error) finish(answer.error, true);
  isBusy = false;
}

function show(text, share) {
  section.hidden = bar.hidden = false;
  section.classList.remove("failed");
  section.querySelector("p").textContent = text;
  if (share == null) bar.removeAttribute("value");
  else bar.value = share;
}

function finish(text, isFailure) {
  show(text, 1);
  bar.hidden = true;
  section.classList.toggle("failed", isFailure);
}

/** Returns whether files are dragged, and not to a field that takes them itself. */
const isForPage = ({ target, dataTransfer }) =>
  dataTransfer.types.includes("Files") && !target.closest?.("input");

addEventListener("dragover", (event) => {
  if (!isForPage(event)) return;
  event.preventDefault();
  byId("dropping").hidden = !state.takesArchives;
});
addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) byId("dropping").hidden = true;
});
addEventListener("drop", (event) => {
  byId("dropping").hidden = true;
  if (!isForPage(event)) return;
  event.preventDefault();
  if (state.takesArchives) dropped(event.dataTransfer.items);
});
byId("pick-archive").addEventListener("click", () => byId("archive-files").click());
byId("archive-files").addEventListener("change", ({ target }) => {
  take([...target.files].map((file) => ({ path: file.name, file })));
  target.value = "";
});
section.querySelector(".close").addEventListener("click", () => {
  section.hidden = true;
  byId("pick-archive").focus();
});
on("import", ({ state: stage, text, share }) => {
  if (stage === "reading") show(text || word("importing"), share);
  else finish(text, stage === "failed");
});
