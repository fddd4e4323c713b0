// An archive that is dropped on the page or picked: sent file by file, then imported.

import { post, upload } from "./server.js";
import { on, state, word } from "./state.js";

const AT_ONCE = 3;

const byId = (id) => document.getElementById(id);
const section = byId("import");
const bar = section.querySelector("progress");
let isBusy = false;

/** Yields the files of what was dropped, with their paths; folders are walked through. */
async function* walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((done, fail) => entry.file(done, fail));
    yield { path: entry.fullPath.slice(1), file };
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a part of the folder each time, and nothing at its end.
    const part = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!part.length) return;
    for (const one of part) yield* walk(one);
  }
}

async function dropped(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const files = [];
  for (const entry of entries) for await (const one of walk(entry)) files.push(one);
  await take(files);
}

async function take(files) {
  if (isBusy || !files.length) return;
  isBusy = true;
  try {
    const batch = crypto.randomUUID();
    await send(batch, files);
    show(word("importing"), null);
    const { error } = await post("import", { batch });
    if (error) finish(error, true);
  } catch (error) {
    finish(error.message, true);
  } finally {
    isBusy = false;
  }
}

async function send(batch, files) {
  const total = files.reduce((sum, { file }) => sum + file.size, 0) || 1;
  const sent = new Map();
  const left = [...files];
  const one = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { path, file } = next;
      await upload(batch, path, file, (bytes) => {
        sent.set(path, Math.min(bytes, file.size));
        const share = [...sent.values()].reduce((sum, part) => sum + part, 0) / total;
        show(word("sending", { name: path }), share);
      });
      sent.set(path, file.size);
    }
  };
  show(word("sending", { name: files[0].path }), 0);
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function show(text, share) {
  section.hidden = false;
  section.classList.remove("failed");
  section.querySelector("p").textContent = text;
  bar.hidden = false;
  if (share == null) bar.removeAttribute("value");
  else bar.value = share;
}

function finish(text, isFailure = false) {
  show(text, 1);
  bar.hidden = true;
  section.classList.toggle("failed", isFailure);
}

const holdsFiles = ({ dataTransfer }) => state.takesArchives && dataTransfer.types.includes("Files");

addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files") || event.target.closest("input")) return;
  event.preventDefault();
  byId("dropping").hidden = !holdsFiles(event);
});
addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) byId("dropping").hidden = true;
});
addEventListener("drop", (event) => {
  byId("dropping").hidden = true;
  if (event.target.closest("input")) return;
  event.preventDefault();
  if (holdsFiles(event)) dropped(event.dataTransfer.items);
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
  if (stage === "reading") show(text, share);
  else finish(text, stage === "failed");
});
