// The Recognise page: wires sheet, live answers, upload and pixel grid together.
import { AnswerView } from "./answer_view.js";
import { Drawing } from "./drawing.js";
import { LiveReader } from "./live.js";
import { pictureOf } from "./picture.js";
import { PixelGrid } from "./pixel_grid.js";
import { Sheet } from "./sheet.js";
import { addShortcuts } from "./shortcuts.js";
import { Tabs } from "./tabs.js";
import { Upload } from "./upload.js";

const STORED_STROKES = "strokes";
const STORED_PIXELS = "pixels";

const byId = (id) => document.getElementById(id);
const workbench = document.querySelector(".workbench");
const drawing = new Drawing();
const sheet = new Sheet(byId("canvas"), drawing);
const pixels = new PixelGrid();
const live = new LiveReader();
const view = new AnswerView(Number(workbench.dataset.leastConfidence));
const tabs = new Tabs(document.querySelector("[role=tablist]"));
new Upload(() => tabs.choose("tab-upload"));

// Live answers.
const setBusy = () => byId("answer").setAttribute("aria-busy", String(!live.isIdle));
function measure(tag) {
  if (tag?.penUp) requestAnimationFrame(() => performance.measure("pen-up-to-bars", { start: tag.penUp }));
}
live.addEventListener("answer", ({ detail }) => {
  view.show(detail);
  setBusy();
  measure(detail.tag);
});
live.addEventListener("again", ({ detail }) => measure(detail.tag));
live.addEventListener("blank", () => {
  view.clear();
  setBusy();
});
live.addEventListener("problem", ({ detail }) => {
  view.showProblem(detail);
  setBusy();
});
live.addEventListener("connection", ({ detail }) => { byId("connection").hidden = detail; });

function readLive(isEmpty, make, options) {
  if (isEmpty) {
    live.forget();
    view.clear();
  } else {
    live.offer(make, options);
  }
  setBusy();
}

function readDrawing(atOnce) {
  const tag = atOnce ? { penUp: performance.now() } : null;
  readLive(drawing.isEmpty, () => pictureOf(drawing.strokes), { key: drawing.revision, tag, atOnce });
}
const readPixels = () => readLive(pixels.isEmpty, () => pixels.picture());

// The sheet.
function choosePen(erasing) {
  sheet.erasing = erasing;
  byId("pen").setAttribute("aria-pressed", String(!erasing));
  byId("eraser").setAttribute("aria-pressed", String(erasing));
}
byId("pen").addEventListener("click", () => choosePen(false));
byId("eraser").addEventListener("click", () => choosePen(true));
byId("undo").addEventListener("click", () => drawing.undo());
byId("redo").addEventListener("click", () => drawing.redo());
byId("clear-drawing").addEventListener("click", () => drawing.clear());
const setPenWidth = () => { sheet.penWidth = Number(byId("pen-width").value) / 100; };
byId("pen-width").addEventListener("input", setPenWidth);
setPenWidth();

drawing.addEventListener("change", ({ detail }) => {
  if (tabs.chosen === "tab-draw") readDrawing(detail === "end"); // first: the answer is waited for
  byId("undo").disabled = !drawing.canUndo;
  byId("redo").disabled = !drawing.canRedo;
  byId("clear-drawing").disabled = drawing.strokes.length === 0;
  byId("recognise-drawing").disabled = drawing.isEmpty;
  document.querySelector(".sheet").classList.toggle("has-ink", !drawing.isEmpty);
  if (detail === "end") sessionStorage.setItem(STORED_STROKES, drawing.toText());
});
pixels.addEventListener("change", () => {
  byId("recognise-pixels").disabled = pixels.isEmpty;
  sessionStorage.setItem(STORED_PIXELS, pixels.toText());
  if (tabs.chosen === "tab-pixels") readPixels();
});
byId("clear-pixels").addEventListener("click", () => pixels.clear());

// Forms that send what was drawn in a field of text: a file made by a script would be empty when the answer is loaded again.
function sendAsText(form, make) {
  form.addEventListener("submit", (event) => {
    const picture = make();
    if (picture) form.elements.drawing.value = btoa(Array.from(picture, (byte) => String.fromCharCode(byte)).join(""));
    else event.preventDefault();
  });
}
sendAsText(byId("drawing-form"), () => pictureOf(drawing.strokes));
sendAsText(byId("pixels-form"), () => pixels.picture());

addShortcuts(byId("canvas"), {
  "ctrl+z": () => drawing.undo(),
  "ctrl+y": () => drawing.redo(),
  "ctrl+shift+z": () => drawing.redo(),
  e: () => choosePen(!sheet.erasing),
  delete: () => drawing.clear(),
  enter: () => !drawing.isEmpty && byId("drawing-form").requestSubmit(),
  escape: () => byId("pen").focus(),
});

function showTab() {
  byId("answer").hidden = tabs.chosen === "tab-upload";
  workbench.classList.toggle("alone", tabs.chosen === "tab-upload");
  view.clear();
  live.forget();
  if (tabs.chosen === "tab-draw") readDrawing(true);
  else if (tabs.chosen === "tab-pixels") readPixels();
}
tabs.addEventListener("change", showTab);
if (byId("image-problem").textContent.trim()) {
  tabs.choose("tab-upload");
  byId("image").focus({ preventScroll: true });
}

drawing.fromText(sessionStorage.getItem(STORED_STROKES));
pixels.fromText(sessionStorage.getItem(STORED_PIXELS) ?? "");
showTab();
