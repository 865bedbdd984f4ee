// What is written on a picture: in one size, large enough to read, and on no digit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./browser.js";

const world = useBrowser();

async function openNumber(page) {
  await page.goto("/recognise");
  await page.click("#tab-upload");
  await Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]);
}

const captionsOf = (page) => page.locator(".boxes text").evaluateAll((texts) => texts
  .filter((text) => text.checkVisibility())
  .map((text) => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    return { left, top, right, bottom, size: parseFloat(getComputedStyle(text).fontSize),
      share: text.querySelector(".share").checkVisibility() };
  }));

for (const [width, shares] of [[320, false], [375, false], [768, true], [1280, true]]) {
  test(`captions are readable, alike, and cover no digit at ${width} px`, () =>
    world.visit(async (page) => {
      await openNumber(page);
      const captions = await captionsOf(page);
      assert.equal(captions.length, 4);
      const boxes = await page.locator(".boxes rect").evaluateAll((rects) => rects.map((rect) => {
        const { left, top, right, bottom } = rect.getBoundingClientRect();
        return { left, top, right, bottom };
      }));
      for (const caption of captions) {
        assert.equal(caption.size, captions[0].size);
        assert.ok(caption.size >= 13, `${caption.size} px`);
        assert.equal(caption.share, shares);
        for (const box of boxes) {
          const apart = caption.left >= box.right || caption.right <= box.left ||
            caption.top >= box.bottom || caption.bottom <= box.top + 2;
          assert.ok(apart, `${JSON.stringify(caption)} lies on ${JSON.stringify(box)}`);
        }
      }
    }, { viewport: { width, height: 800 } }));
}

test("boxes lie on the ink, in a picture of any size", () =>
  world.visit(async (page) => {
    await openNumber(page);
    const frame = await page.locator(".frame").boundingBox();
    const image = await page.locator(".frame img").boundingBox();
    assert.deepEqual(frame, image);
    const ink = await page.evaluate(() => {
      const image = document.querySelector(".frame img");
      const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const scale = image.naturalWidth / image.clientWidth;
      const origin = image.getBoundingClientRect();
      return [...document.querySelectorAll(".boxes rect")].map((rect) => {
        const box = rect.getBoundingClientRect();
        const { data } = context.getImageData((box.left - origin.left) * scale, (box.top - origin.top) * scale, box.width * scale, box.height * scale);
        return data.filter((value, i) => i % 4 === 0 && value < 110).length / (data.length / 4);
      });
    });
    for (const share of ink) assert.ok(share > 0.1, `only ${share} of a box is ink`);
  }));
