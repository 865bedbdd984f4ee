// Model files for uploads, made of the shipped one.
import { readFileSync } from "node:fs";

const SHIPPED = new URL("../../data/models/default.safetensors", import.meta.url);
const CHECKSUM = '"digitnet.crc32":"';
const MARK = '"mark":"1",';  // metadata that nobody knows is passed over

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

/** A model that reads as the shipped one does, in a file of another sum. */
export function modelFile(name = "model.safetensors") {
  const shipped = readFileSync(SHIPPED);
  const headBytes = Number(shipped.readBigUInt64LE(0));
  const head = shipped.subarray(8, 8 + headBytes).toString("latin1");
  const start = '{"__metadata__":{';
  if (!head.startsWith(start) || !head.endsWith(" ".repeat(MARK.length))) throw new Error("the shipped model's head is another");
  const marked = start + MARK + head.slice(start.length, -MARK.length);
  const buffer = Buffer.from(shipped);
  buffer.write(marked, 8, "latin1");
  const digits = 8 + marked.indexOf(CHECKSUM) + CHECKSUM.length;
  buffer.write("00000000", digits, "latin1");
  buffer.write(crc32(buffer), digits, "latin1");
  return { name, mimeType: "application/octet-stream", buffer };
}
