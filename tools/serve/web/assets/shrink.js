// Makes photos of phones smaller before they are sent, upright, and turns kinds of pictures that the server does not
// take into one that it does.

const LONGEST_PX = 2400;
const SMALL_BYTES = 1 << 20;
const TAKEN = ["image/png", "image/jpeg", "image/bmp", "image/x-portable-graymap"];

const isTaken = (file) => TAKEN.includes(file.type) || /\.(pgm|pnm)$/i.test(file.name);

export const looksLikePicture = (file) => file.type.startsWith("image/") || isTaken(file);

async function redraw(bitmap, scale, type) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.92));
}

/** The file to send for `file`: itself where it is small, or cannot be decoded here. */
export async function readyPicture(file) {
  if (isTaken(file) && file.size < SMALL_BYTES) return file;
  let bitmap = null;
  try {
    bitmap = await createImageBitmap(file); // turned as its EXIF orientation says
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && isTaken(file)) return file;
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png"; // what may be transparent stays so
  const blob = await redraw(bitmap, scale, type);
  bitmap.close();
  const name = file.name.replace(/\.[^.]*$/, "") + (type === "image/jpeg" ? ".jpg" : ".png");
  return blob ? new File([blob], name, { type }) : file;
}
