// The whole journey without a pointer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answered, predictionOf, useBrowser } from "./browser.js";
import { Pen, place } from "./pen.js";

const trajectories = JSON.parse(readFileSync(new URL("trajectories.json", import.meta.url)));
const world = useBrowser();
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

async function tabTo(page, wanted) {
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === wanted) return;
  }
  assert.fail(`Tab does not lead to ${wanted}`);
}

test("from Home to an answer and Back by keyboard alone", () =>
  world.visit(async (page) => {
    const sizes = [];
    const closed = [];
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => sizes.push(payload.length));
      socket.on("close", () => closed.push(sizes.at(-1)));
    });
    await page.goto("/");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Skip to the content");
    await tabTo(page, "Recognise");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/recognise");
    await tabTo(page, "tab-draw");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(page), "tab-pixels");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "pixels");
    // A 7: a bar to the right, then down.
    for (let i = 0; i < 8; ++i) await page.keyboard.press("ArrowUp");
    for (let i = 0; i < 5; ++i) await page.keyboard.press("ArrowLeft");
    for (let i = 0; i < 10; ++i) await page.keyboard.press("Shift+ArrowRight");
    for (let i = 0; i < 7; ++i) {
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowLeft");
    }
    assert.match(await page.textContent("#pixels-place"), /^row \d+, column \d+, ink$/);
    assert.equal(await answered(page), "7");
    assert.ok(sizes.length > 0 && Math.max(...sizes) <= 60000, `messages of ${Math.max(...sizes)} bytes`);
    assert.deepEqual(closed, [], "the live socket stays open");
    await tabTo(page, "recognise-pixels");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/predict");
    assert.equal(await predictionOf(page), "PREDICTION : 7");
    await tabTo(page, "back");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/recognise");
    assert.equal(await page.getAttribute("#tab-pixels", "aria-selected"), "true");
  }));

test("the sheet's keys work while it has the focus, and can be switched off", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    await pen.draw(place(trajectories.find(({ label }) => label === "6").strokes));
    assert.equal(await answered(page), "6");
    await page.keyboard.press("Control+z");
    assert.ok(await page.isDisabled("#recognise-drawing"));
    await page.keyboard.press("Control+y");
    assert.equal(await answered(page), "6");
    await page.keyboard.press("e");
    assert.equal(await page.getAttribute("#eraser", "aria-pressed"), "true");
    await page.keyboard.press("Delete");
    assert.ok(await page.isDisabled("#recognise-drawing"));
    await page.keyboard.press("Control+z");
    await page.click(".keys summary");
    await page.uncheck("#shortcuts");
    await page.focus("#canvas");
    await page.keyboard.press("Delete");
    assert.ok(await page.isEnabled("#recognise-drawing"), "Delete is switched off");
    await page.check("#shortcuts");
    await page.focus("#canvas");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "pen");
    await page.focus("#canvas");
    await Promise.all([page.waitForURL("**/predict"), page.keyboard.press("Enter")]);
    assert.equal(await predictionOf(page), "PREDICTION : 6");
  }));
