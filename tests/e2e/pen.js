// Draws strokes on the sheet as mouse, finger and pen do: real input events of the browser, not events made by a script.

/** Strokes with y up, as data sets keep them, put into a box of the sheet: `center` and `size` in heights of it. */
export function place(strokes, { center = [0.85, 0.5], size = 0.6 } = {}) {
  const xs = strokes.flat().map(([x]) => x);
  const ys = strokes.flat().map(([, y]) => y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = size / Math.max(right - left, high - low, 1);
  return strokes.map((stroke) => stroke.map(([x, y]) => [
    center[0] + (x - (left + right) / 2) * scale, center[1] - (y - (low + high) / 2) * scale,
  ]));
}

const mouse = (send, pointerType) => ({
  down: (x, y) => send("Input.dispatchMouseEvent", { type: "mousePressed", x, y, button: "left", buttons: 1, clickCount: 1, pointerType, force: 0.5 }),
  move: (x, y) => send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y, button: "left", buttons: 1, pointerType, force: 0.5 }),
  up: (x, y) => send("Input.dispatchMouseEvent", { type: "mouseReleased", x, y, button: "left", clickCount: 1, pointerType }),
});

const finger = (send) => ({
  down: (x, y) => send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] }),
  move: (x, y) => send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y }] }),
  up: () => send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] }),
});

export class Pen {
  #send;
  #pointer;
  #page;

  static async create(page, type = "mouse") {
    const pen = new Pen();
    const session = await page.context().newCDPSession(page);
    pen.#page = page;
    pen.#send = (method, parameters) => session.send(method, parameters);
    pen.#pointer = type === "touch" ? finger(pen.#send) : mouse(pen.#send, type);
    return pen;
  }

  /** Strokes in heights of the sheet, from its top left corner. */
  async draw(strokes) {
    const box = await this.#page.locator("#canvas").boundingBox();
    const at = ([x, y]) => [box.x + x * box.height, box.y + y * box.height];
    for (const stroke of strokes) {
      await this.#pointer.down(...at(stroke[0]));
      // Sent without waiting for each: as fast as a hand, and the browser keeps their order.
      await Promise.all(stroke.slice(1).map((point) => this.#pointer.move(...at(point))));
      await this.#pointer.up(...at(stroke.at(-1)));
    }
  }
}
