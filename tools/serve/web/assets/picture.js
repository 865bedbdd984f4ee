// The picture that the server gets of a drawing: a PGM of the ink and a margin around it, black on white.
import { boundsOf, drawStrokes } from "./ink.js";

const LONGEST_PX = 512;
const MOST_PIXELS = 59900; // a message of the live socket is 60,000 bytes at most
const PX_PER_HEIGHT = 240; // of the sheet: a digit is read from 28x28, and fewer pixels are read sooner
const MARGIN = 0.06;

export const PICTURE_TYPE = "image/x-portable-graymap";

export function encodePgm(width, height, grey) {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(head.length + grey.length);
  bytes.set(head);
  bytes.set(grey, head.length);
  return bytes;
}

const scratch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Bytes of a PGM; null when no ink is left. */
export function pictureOf(strokes) {
  const bounds = boundsOf(strokes);
  if (!bounds) return null;
  const [left, top] = [bounds[0] - MARGIN, bounds[1] - MARGIN];
  const [across, down] = [bounds[2] + MARGIN - left, bounds[3] + MARGIN - top];
  const scale = Math.min(PX_PER_HEIGHT, LONGEST_PX / Math.max(across, down), Math.sqrt(MOST_PIXELS / (across * down)));
  const width = Math.max(1, Math.floor(across * scale));
  const height = Math.max(1, Math.floor(down * scale));
  scratch.canvas.width = width;
  scratch.canvas.height = height;
  scratch.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  drawStrokes(scratch, strokes, "#000");
  const { data } = scratch.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  let ink = false;
  for (let i = 0; i < grey.length; ++i) {
    grey[i] = 255 - data[4 * i + 3];
    ink ||= grey[i] < 128;
  }
  return ink ? encodePgm(width, height, grey) : null;
}
