// My digits: folders and what is dropped are sent in parts, with progress; drawings are kept by pressing what they are.
import { Drawing } from "./drawing.js";
import { keep } from "./keep.js";
import { PICTURE_TYPE, pictureOf } from "./picture.js";
import { Sheet } from "./sheet.js";

const MOST_FILES = 100; // of one part
const MOST_BYTES = 24e6;

const byId = (id) => document.getElementById(id);
const form = byId("add-form");
const { csrf } = form.elements;
const problem = byId("add-problem");
const progress = byId("add-progress");

function complain(lines) {
  problem.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

/** The files in parts that the server takes at a time. */
function partsOf(files) {
  const parts = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.size > MOST_BYTES || parts.at(-1).length === MOST_FILES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1).push({ file, name: file.webkitRelativePath || file.name });
    bytes += file.size;
  }
  return parts;
}

async function send(files) {
  const told = [];
  const counts = { added: 0, known: 0 };
  const button = form.querySelector("button");
  progress.max = files.length;
  progress.value = 0;
  progress.hidden = false;
  button.disabled = true;
  for (const part of partsOf(files)) {
    try {
      for (const { file_name, outcome, problem, sample } of await keep(csrf.value, part, { label: byId("label").value })) {
        if (outcome in counts) ++counts[outcome];
        if (outcome === "refused") told.push(`${file_name}: ${problem.detail}`);
        if (outcome === "conflict") told.push(`${file_name} is kept already as a ${sample.label}.`);
      }
    } catch (error) {
      told.push(part.length === 1 ? `${part[0].name}: ${error.message}` : error.message);
    }
    progress.value += part.length;
  }
  progress.hidden = true;
  button.disabled = false;
  const kept = `/digits?done=add&added=${counts.added}&known=${counts.known}`;
  if (told.length === 0) return location.assign(kept);
  complain([`${counts.added} added.`, ...told]);
  if (counts.added > 0) problem.append(Object.assign(document.createElement("a"), { href: kept, textContent: "Show all that are kept" }));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send([...byId("image").files]);
});
byId("folder").addEventListener("change", (event) => send([...event.target.files].filter((file) => !file.name.startsWith("."))));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) send([...event.dataTransfer.files]);
});

const drawing = new Drawing();
new Sheet(byId("canvas"), drawing).penWidth = 0.09;
byId("keep-as").addEventListener("click", async ({ target: { value, type } }) => {
  if (type !== "button") return;
  const status = byId("keep-status");
  const picture = pictureOf(drawing.strokes);
  if (value === "" || !picture) {
    status.textContent = value === "" ? "" : "Write a digit first.";
    return drawing.clear();
  }
  drawing.clear();
  try {
    const file = new Blob([picture], { type: PICTURE_TYPE });
    const [{ outcome }] = await keep(csrf.value, [{ file, name: "drawing.pgm" }], { label: value, source: "drawing" });
    status.textContent = outcome === "added" ? `Kept as a ${value}.` : "This very drawing is kept already.";
  } catch (error) {
    status.textContent = error.message;
  }
});
