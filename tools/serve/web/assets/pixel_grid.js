// A sheet of 28x28 pixels for who draws with the keyboard: arrows move, Space lays ink or takes it away.
import { encodePgm } from "./picture.js";

const SIDE = 28;
const CELL_PX = 10; // on the page
const SCALE = 6; // of the picture that is sent: a message of the live socket is 60,000 bytes at most
const BORDER = 4; // pixels of paper around it

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PixelGrid extends EventTarget {
  #grid = document.getElementById("pixels");
  #context = this.#grid.querySelector("canvas").getContext("2d");
  #place = document.getElementById("pixels-place");
  #ink = new Uint8Array(SIDE * SIDE);
  #x = SIDE / 2;
  #y = SIDE / 2;

  constructor() {
    super();
    this.#grid.addEventListener("keydown", (event) => this.#key(event));
    this.#grid.addEventListener("pointerdown", (event) => this.#point(event));
    document.addEventListener("theme-change", () => this.#draw());
    this.#draw();
  }

  get isEmpty() { return !this.#ink.includes(1); }

  clear() {
    this.#ink.fill(0);
    this.#changed();
  }

  toText() { return this.#ink.join(""); }
  fromText(text) {
    if (!new RegExp(`^[01]{${SIDE * SIDE}}$`).test(text)) return;
    this.#ink.set([...text].map(Number));
    this.#changed();
  }

  /** Bytes of a PGM; null when there is no ink. */
  picture() {
    if (this.isEmpty) return null;
    const side = (SIDE + 2 * BORDER) * SCALE;
    const grey = new Uint8Array(side * side).fill(255);
    for (let y = 0; y < SIDE * SCALE; ++y) {
      for (let x = 0; x < SIDE * SCALE; ++x) {
        const ink = this.#ink[Math.floor(y / SCALE) * SIDE + Math.floor(x / SCALE)];
        if (ink) grey[(y + BORDER * SCALE) * side + x + BORDER * SCALE] = 0;
      }
    }
    return encodePgm(side, side, grey);
  }

  #key(event) {
    const step = STEPS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    if (step) {
      this.#x = Math.min(Math.max(this.#x + step[0], 0), SIDE - 1);
      this.#y = Math.min(Math.max(this.#y + step[1], 0), SIDE - 1);
      if (event.shiftKey) this.#ink[this.#here] = 1;
    } else {
      this.#ink[this.#here] ^= 1;
    }
    this.#place.textContent = `row ${this.#y + 1}, column ${this.#x + 1}, ${this.#ink[this.#here] ? "ink" : "empty"}`;
    if (step && !event.shiftKey) this.#draw();
    else this.#changed();
  }

  #point(event) {
    const box = this.#grid.getBoundingClientRect();
    this.#x = Math.min(Math.floor(((event.clientX - box.left) / box.width) * SIDE), SIDE - 1);
    this.#y = Math.min(Math.floor(((event.clientY - box.top) / box.height) * SIDE), SIDE - 1);
    this.#ink[this.#here] ^= 1;
    this.#changed();
  }

  get #here() { return this.#y * SIDE + this.#x; }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #draw() {
    const style = getComputedStyle(this.#grid);
    const context = this.#context;
    context.fillStyle = style.getPropertyValue("--paper");
    context.fillRect(0, 0, SIDE * CELL_PX, SIDE * CELL_PX);
    context.fillStyle = style.getPropertyValue("--line");
    for (let i = 1; i < SIDE; ++i) {
      context.fillRect(i * CELL_PX, 0, 1, SIDE * CELL_PX);
      context.fillRect(0, i * CELL_PX, SIDE * CELL_PX, 1);
    }
    context.fillStyle = style.getPropertyValue("--ink");
    this.#ink.forEach((ink, i) => {
      if (ink) context.fillRect((i % SIDE) * CELL_PX, Math.floor(i / SIDE) * CELL_PX, CELL_PX, CELL_PX);
    });
    context.strokeStyle = style.getPropertyValue("--accent");
    context.lineWidth = 3;
    context.strokeRect(this.#x * CELL_PX, this.#y * CELL_PX, CELL_PX, CELL_PX);
  }
}
