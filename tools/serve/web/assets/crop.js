// A part of the picture on the Predict page, to be read again.

const MARGIN = 0.08; // of the part's height
const LONGEST_PX = 1024;

/** A PNG of the part `box` of a picture with a margin, where it begins, and pixels per pixel of the picture. */
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
  canvas.getContext("2d").drawImage(source, left, top, width, height, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return { picture, left, top, scale };
}
