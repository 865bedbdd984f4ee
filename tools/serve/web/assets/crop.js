// A part of the picture on the Predict page as a PGM to be read again.
import { encodePgm } from "./picture.js";

const MARGIN = 0.08; // of the part's height
const LONGEST_PX = 1024;

/** Bytes of the part `box` of a picture with a margin, where it begins, and pixels per pixel of the picture. */
export async function cropOf(source, box) {
  await source.decode();
  const margin = Math.ceil(box.height * MARGIN);
  const left = Math.max(0, Math.floor(box.x - margin));
  const top = Math.max(0, Math.floor(box.y - margin));
  const width = Math.min(source.naturalWidth, Math.ceil(box.x + box.width + margin)) - left;
  const height = Math.min(source.naturalHeight, Math.ceil(box.y + box.height + margin)) - top;
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, left, top, width, height, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const grey = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < grey.length; ++i) grey[i] = data[4 * i];
  return { bytes: encodePgm(canvas.width, canvas.height, grey), left, top, scale };
}
