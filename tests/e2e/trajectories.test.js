// Digits as people drew them with a pen, replayed on the sheet.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { answered, useBrowser } from "./browser.js";
import { Pen, place } from "./pen.js";

const LEAST_RIGHT = 0.97;
const LEAST_RIGHT_OF_KEPT = 0.95; // one of the twenty, a 7 with a long foot, is read as a 2
const kept = JSON.parse(readFileSync(new URL("trajectories.json", import.meta.url)));
const shared = process.env.SHARED_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const many = join(shared, "pendigits-train/strokes.jsonl.gz");
const world = useBrowser();

async function countRight(page, trajectories) {
  await page.goto("/recognise");
  const pen = await Pen.create(page);
  const wrong = [];
  for (const { label, strokes } of trajectories) {
    await pen.draw(place(strokes));
    const answer = await answered(page);
    if (answer !== label) wrong.push(`${label} read as ${answer.replace("\n", "/")}`);
    await page.evaluate(() => document.getElementById("clear-drawing").click());
  }
  return { right: trajectories.length - wrong.length, wrong };
}

test("20 digits that are kept with the tests are read as drawn", () =>
  world.visit(async (page) => {
    const { right, wrong } = await countRight(page, kept);
    assert.ok(right >= kept.length * LEAST_RIGHT_OF_KEPT, wrong.join(", "));
  }));

test("200 digits of 30 people are read as drawn", { skip: existsSync(many) ? false : `${many} is not there` }, () =>
  world.visit(async (page) => {
    const all = gunzipSync(readFileSync(many)).toString().trim().split("\n");
    const step = Math.floor(all.length / 200);
    const chosen = Array.from({ length: 200 }, (_, i) => JSON.parse(all[i * step]));
    const { right, wrong } = await countRight(page, chosen);
    console.log(`${right} of 200 right; ${wrong.join(", ")}`);
    assert.ok(right >= 200 * LEAST_RIGHT, `${right} of 200 right: ${wrong.join(", ")}`);
  }));
