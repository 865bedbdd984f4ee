// Back keeps what was drawn, and nothing of it stands in an address.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answered, predictionOf, useBrowser } from "./browser.js";
import { Pen, place } from "./pen.js";

const trajectories = JSON.parse(readFileSync(new URL("trajectories.json", import.meta.url)));
const world = useBrowser();

for (const [way, goBack] of [["the link", (page) => page.click("#back")], ["the browser's button", (page) => page.goBack()]]) {
  test(`after Recognise, Back by ${way} shows the drawing and its answer again`, () =>
    world.visit(async (page) => {
      await page.goto("/recognise");
      await (await Pen.create(page)).draw(place(trajectories.find(({ label }) => label === "5").strokes));
      assert.equal(await answered(page), "5");
      await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-drawing")]);
      assert.equal(await predictionOf(page), "PREDICTION : 5");
      assert.equal(page.url(), `${world.url}/predict`);
      await goBack(page);
      await page.waitForURL("**/recognise");
      assert.equal(await answered(page), "5");
      assert.ok(await page.isEnabled("#recognise-drawing"));
    }));
}

for (const [tab, drawIt, button] of [
  ["tab-draw", async (page) => (await Pen.create(page)).draw(place(trajectories.find(({ label }) => label === "5").strokes)), "#recognise-drawing"],
  ["tab-pixels", async (page) => {
    await page.click("#tab-pixels");
    await page.focus("#pixels");
    for (let i = 0; i < 14; ++i) await page.keyboard.press("Shift+ArrowDown");
  }, "#recognise-pixels"]]) {
  test(`the answer to what was drawn can be loaded again, and Back then shows the drawing: ${tab}`, () =>
    world.visit(async (page) => {
      await page.goto("/recognise");
      await drawIt(page);
      const live = await answered(page);
      await Promise.all([page.waitForURL("**/predict"), page.click(button)]);
      const prediction = await predictionOf(page);
      assert.match(prediction, /^PREDICTION : \d$/);
      const response = await page.reload();
      assert.equal(response.status(), 200);
      assert.equal(response.request().method(), "POST");
      assert.equal(await predictionOf(page), prediction);
      await page.goBack();
      await page.waitForURL("**/recognise");
      assert.equal(await page.getAttribute(`#${tab}`, "aria-selected"), "true");
      assert.equal(await answered(page), live);
      assert.ok(await page.isEnabled(button));
    }));
}

test("a drawing is forgotten with the browser's tab", () =>
  world.visit(async (page, context) => {
    await page.goto("/recognise");
    await (await Pen.create(page)).draw([[[0.5, 0.3], [0.5, 0.7]]]);
    await answered(page);
    const other = await context.newPage();
    await other.goto("/recognise");
    assert.equal(await other.evaluate(() => sessionStorage.getItem("strokes")), null);
    assert.deepEqual(await other.evaluate(() => Object.keys(localStorage)), []);
    assert.deepEqual(await context.cookies(), []);
  }));
