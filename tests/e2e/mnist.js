// MNIST for trainings: the real one where `digitnet fetch` put it, else a little that looks like it, to go through the motions.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { segmentDigit } from "./segments.js";

const SIDE = 28;

function idx(extents, bytes) {
  const head = Buffer.alloc(4 + 4 * extents.length);
  head.set([0, 0, 8, extents.length]);
  extents.forEach((extent, i) => head.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([head, bytes]);
}

/** {folder, isReal, remove()} */
export function mnist() {
  const real = process.env.DIGITNET_DATA ? join(process.env.DIGITNET_DATA, "mnist") : join(homedir(), ".local/share/digitnet/mnist");
  if (existsSync(join(real, "train-images-idx3-ubyte")) || existsSync(join(real, "train-images-idx3-ubyte.gz"))) {
    return { folder: real, isReal: true, remove() {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "digitnet-mnist-"));
  for (const [part, count] of [["train", 600], ["t10k", 200]]) {
    const labels = Buffer.from(Array.from({ length: count }, (_, i) => i % 10));
    const images = Buffer.concat([...labels].map((label, i) => segmentDigit(label, i, { side: SIDE, margin: 5, paper: 0, ink: 255 })));
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, SIDE, SIDE], images));
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
  return { folder, isReal: false, remove: () => rmSync(folder, { recursive: true }) };
}
