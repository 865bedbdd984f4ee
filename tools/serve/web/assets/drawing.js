// A drawing as vectors, with all that was done to it, so that it can be undone. A stroke is {width, erase, points}, a
// point [x, y, pressure factor]; lengths are in heights of the sheet, so that they mean the same at every size.

const MOST_POINTS = 200000;

const isNumber = (value) => Number.isFinite(value) && Math.abs(value) < 100;
const isStroke = (stroke) =>
  isNumber(stroke?.width) && Array.isArray(stroke.points) && stroke.points.length > 0 &&
  stroke.points.every((point) => Array.isArray(point) && point.length === 3 && point.every(isNumber));

export class Drawing extends EventTarget {
  #done = []; // strokes, and null where all was cleared
  #undone = [];

  /** Another one for every other picture. */
  revision = 0;

  /** What is on the sheet. */
  get strokes() {
    return this.#done.slice(this.#done.lastIndexOf(null) + 1);
  }
  get canUndo() { return this.#done.length > 0; }
  get canRedo() { return this.#undone.length > 0; }
  get isEmpty() { return !this.strokes.some((stroke) => !stroke.erase); }

  begin(stroke) {
    this.#done.push(stroke);
    this.#undone = [];
    this.#changed("ink");
  }
  extend(points) {
    this.#done.at(-1).points.push(...points);
    this.#changed("ink");
  }
  /** The stroke is whole; it was on the sheet before. */
  end() { this.#tell("end"); }
  /** Takes back the stroke that is being drawn, as if it had never begun. */
  abandon() {
    this.#done.pop();
    this.#changed("end");
  }
  clear() {
    if (this.strokes.length === 0) return;
    this.#done.push(null);
    this.#undone = [];
    this.#changed("end");
  }
  undo() {
    if (!this.canUndo) return;
    this.#undone.push(this.#done.pop());
    this.#changed("end");
  }
  redo() {
    if (!this.canRedo) return;
    this.#done.push(this.#undone.pop());
    this.#changed("end");
  }

  toText() {
    const round = (value) => Math.round(value * 10000) / 10000;
    return JSON.stringify(this.strokes.map(({ width, erase, points }) =>
      ({ width, erase, points: points.map((point) => point.map(round)) })));
  }
  /** Takes over what toText() made; anything else leaves the sheet empty. */
  fromText(text) {
    let strokes = null;
    try {
      strokes = JSON.parse(text);
    } catch {
      // Nobody's drawing.
    }
    if (!Array.isArray(strokes) || !strokes.every(isStroke)) return;
    if (strokes.reduce((sum, stroke) => sum + stroke.points.length, 0) > MOST_POINTS) return;
    this.#done = strokes;
    this.#undone = [];
    this.#changed("end");
  }

  #changed(kind) {
    ++this.revision;
    this.#tell(kind);
  }

  #tell(kind) { this.dispatchEvent(new CustomEvent("change", { detail: kind })); }
}
