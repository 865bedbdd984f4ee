// The page about the model: its figures fit their tiles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./browser.js";

const world = useBrowser();

for (const width of [320, 480, 768, 1024, 1280, 1600]) {
  test(`each figure stays inside its tile's padding at ${width} px`, () =>
    world.visit(async (page) => {
      await page.goto("/about");
      const wide = await page.locator(".figures dd").evaluateAll((figures) => figures
        .filter((figure) => figure.scrollWidth > figure.clientWidth).map((figure) => figure.textContent));
      assert.equal(await page.locator(".figures dd").count(), 4);
      assert.deepEqual(wide, []);
    }, { viewport: { width, height: 860 } }));
}
