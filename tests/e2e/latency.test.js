// How long the page takes: to paint at first, and from pen-up to the bars, both measured in the page.
// LATENCY_FACTOR stretches the limits for builds that are not optimised.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answered, useBrowser } from "./browser.js";
import { Pen, place } from "./pen.js";

const FACTOR = Number(process.env.LATENCY_FACTOR ?? 1);
const trajectories = JSON.parse(readFileSync(new URL("trajectories.json", import.meta.url)));
const world = useBrowser();

test("after pen-up the bars stand within 100 ms at the 95th percentile", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    for (const { strokes } of [...trajectories, ...trajectories, ...trajectories]) {
      await pen.draw(place(strokes));
      await answered(page);
      await page.evaluate(() => document.getElementById("clear-drawing").click());
    }
    await page.waitForTimeout(50);
    const times = (await page.evaluate(() => performance.getEntriesByName("pen-up-to-bars").map(({ duration }) => duration)))
      .sort((a, b) => a - b);
    assert.ok(times.length >= trajectories.length * 3, `${times.length} measured`);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    console.log(`pen-up to bars, ${times.length} strokes: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`);
    assert.ok(at(0.95) <= 100 * FACTOR, `p95 is ${at(0.95)} ms`);
  }));

test("every page is painted within half a second", () =>
  world.visit(async (page) => {
    for (const path of ["/", "/recognise", "/about"]) {
      await page.goto(path);
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
      console.log(`first paint of ${path}: ${paint.toFixed(0)} ms`);
      assert.ok(paint < 500 * FACTOR, `${path} took ${paint} ms`);
    }
  }));
