// A hand that is unusual: digits of seven segments, each a little different.

const SEGMENTS = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"];
const ENDS = { a: [0, 0, 1, 0], b: [1, 0, 1, 1], c: [1, 1, 1, 2], d: [0, 2, 1, 2], e: [0, 1, 0, 2], f: [0, 0, 0, 1], g: [0, 1, 1, 1] };

/** The pixels of a square picture; another `variant` is another picture of the same digit. */
export function segmentDigit(digit, variant, { side = 112, margin = 20, paper = 235, ink = 20 } = {}) {
  let state = 12345 + 7919 * variant + digit;
  const random = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648) - 0.5;
  const pixels = Buffer.alloc(side * side, paper);
  const height = (side - 2 * margin) * (1 + 0.2 * random());
  const width = height * (0.55 + 0.2 * random());
  const slant = 0.15 * random();
  const radius = side * (0.03 + 0.015 * random());
  const left = (side - width) / 2;
  const top = (side - height) / 2;
  for (const segment of SEGMENTS[digit]) {
    const [x0, y0, x1, y1] = ENDS[segment];
    const place = (x, y) => [left + x * width + slant * (1 - y) * height, top + (y * height) / 2].map((v) => v + 0.04 * side * random());
    const [from, to] = [place(x0, y0), place(x1, y1)];
    for (let t = 0; t <= 1; t += 0.5 / side) {
      const [x, y] = from.map((start, i) => start + t * (to[i] - start));
      for (let py = Math.ceil(y - radius); py <= y + radius; ++py) {
        for (let px = Math.ceil(x - radius); px <= x + radius; ++px) {
          if ((px - x) ** 2 + (py - y) ** 2 <= radius ** 2) pixels[py * side + px] = ink;
        }
      }
    }
  }
  return pixels;
}

/** A file of such a digit, for a form; its name says what it is. */
export function segmentFile(digit, variant) {
  const side = 112;
  const buffer = Buffer.concat([Buffer.from(`P5\n${side} ${side}\n255\n`), segmentDigit(digit, variant, { side })]);
  return { name: `${digit}_${variant}.pgm`, mimeType: "image/x-portable-graymap", buffer };
}
