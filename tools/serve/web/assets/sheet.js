// The sheet that is drawn on: pointers become strokes of a Drawing, and the Drawing is shown.
import { drawStrokes } from "./ink.js";

const LEAST_STEP = 0.002; // heights of the sheet: nearer points add nothing
const ERASER_FACTOR = 2.5; // an eraser is that much wider than the pen
const PEN_ERASER_BUTTON = 32;

export class Sheet {
  /** Width of the pen, in heights of the sheet. */
  penWidth = 0.08;
  erasing = false;
  #canvas;
  #context;
  #drawing;
  #pointer = null; // the one that draws: {id, type}
  #frame = 0;

  constructor(canvas, drawing) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#drawing = drawing;
    drawing.addEventListener("change", () => this.#redrawSoon());
    document.addEventListener("theme-change", () => this.#redrawSoon());
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#watchPixelRatio();
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#cancel(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  get isDrawing() { return this.#pointer !== null; }

  #watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      this.#resize();
      this.#watchPixelRatio();
    }, { once: true });
  }

  #resize() {
    const width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    const height = Math.round(this.#canvas.clientHeight * devicePixelRatio);
    if (width === 0 || (width === this.#canvas.width && height === this.#canvas.height)) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#redraw();
  }

  /** Heights of the sheet that one unit of the drawing takes: below 1 where it was drawn on a wider sheet. */
  #fit() {
    const aspect = this.#canvas.clientWidth / this.#canvas.clientHeight;
    let right = aspect;
    for (const stroke of this.#drawing.strokes) for (const [x] of stroke.points) right = Math.max(right, x);
    return aspect / right;
  }

  #redrawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#redraw());
  }

  #redraw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { width, height } = this.#canvas;
    const scale = height * this.#fit();
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    drawStrokes(this.#context, this.#drawing.strokes, getComputedStyle(this.#canvas).getPropertyValue("--ink"));
  }

  #pointOf(event) {
    const box = this.#canvas.getBoundingClientRect();
    const height = box.height * this.#pointer.fit;
    const pressure = event.pointerType === "pen" ? 0.7 + 0.6 * event.pressure : 1;
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    return [inside(event.clientX - box.left, box.width) / height, inside(event.clientY - box.top, box.height) / height,
      pressure];
  }

  #down(event) {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if (this.#pointer) {
      // A hand that rests on the sheet gives way to the pen.
      if (this.#pointer.type !== "touch" || event.pointerType !== "pen") return;
      this.#drawing.abandon();
    }
    event.preventDefault();
    this.#pointer = { id: event.pointerId, type: event.pointerType, fit: this.#fit() };
    this.#canvas.setPointerCapture(event.pointerId);
    this.#canvas.focus({ preventScroll: true });
    const erase = this.erasing || (event.buttons & PEN_ERASER_BUTTON) !== 0;
    const width = (this.penWidth / this.#pointer.fit) * (erase ? ERASER_FACTOR : 1);
    this.#drawing.begin({ width, erase, points: [this.#pointOf(event)] });
  }

  #move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const points = [];
    let last = this.#drawing.strokes.at(-1).points.at(-1);
    for (const each of coalesced.length > 0 ? coalesced : [event]) {
      const point = this.#pointOf(each);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_STEP) continue;
      points.push(point);
      last = point;
    }
    if (points.length > 0) this.#drawing.extend(points);
  }

  #up(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#move(event);
    this.#pointer = null;
    this.#drawing.end();
  }

  #cancel(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#pointer = null;
    this.#drawing.abandon();
  }
}
