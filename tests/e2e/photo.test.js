// The picture on the Predict page is the one that was given: in colour, upright, with boxes where its digits are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { predictionOf, useBrowser } from "./browser.js";

const path = (name) => fileURLToPath(new URL(`../../data/samples/${name}`, import.meta.url));
const world = useBrowser();

async function upload(page, file) {
  await page.goto("/recognise");
  if (await page.isVisible("#tab-upload")) await page.click("#tab-upload");
  await page.setInputFiles("#image", file);
  await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
}

/** What lies in the first box: the darkest pixel, and the average one, of the picture shown. */
const inkIn = (page) => page.evaluate(() => {
  const image = document.querySelector(".frame img");
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const scale = image.naturalWidth / image.clientWidth;
  const [origin, box] = [image, document.querySelector(".boxes rect")].map((element) => element.getBoundingClientRect());
  const { data } = context.getImageData((box.left - origin.left) * scale, (box.top - origin.top) * scale,
    box.width * scale, box.height * scale);
  let darkest = [255, 255, 255];
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) {
    const pixel = [...data.subarray(i, i + 3)];
    if (Math.min(...pixel) + Math.max(...pixel) < 200) ++dark;
    if (pixel.reduce((a, b) => a + b) < darkest.reduce((a, b) => a + b)) darkest = pixel;
  }
  return { darkest, dark: dark / (data.length / 4), width: image.naturalWidth, height: image.naturalHeight };
});

/** A JPEG of a blue 7 on yellowish paper that lies on its side, and says so. */
const photoOnItsSide = (page) => page.evaluate(async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const context = canvas.getContext("2d");
  context.fillStyle = "#e8dcb0";
  context.fillRect(0, 0, 640, 480);
  // Upright it is 480 wide and 640 high: (x, y) there is (y, 480 - x) here.
  context.setTransform(0, -1, 1, 0, 0, 480);
  Object.assign(context, { lineWidth: 34, lineCap: "round", lineJoin: "round", strokeStyle: "#1b2f9c" });
  context.stroke(new Path2D("M140 130 L330 122 L215 460"));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  const jpeg = [...new Uint8Array(await blob.arrayBuffer())];
  const exif = [0xff, 0xe1, 0, 34, ...[..."Exif\0\0II*\0"].map((c) => c.charCodeAt(0)), 8, 0, 0, 0, 1, 0,
    0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
  return [...jpeg.slice(0, 2), ...exif, ...jpeg.slice(2)];
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`a photo is shown in its colours, ${how} JavaScript`, () =>
    world.visit(async (page) => {
      await upload(page, path("7-blue-pen.jpg"));
      assert.equal(await predictionOf(page), "PREDICTION : 7");
      const { darkest: [red, , blue], dark } = javaScriptEnabled ? await inkIn(page) : await withScript(page, inkIn);
      assert.ok(blue > red + 40, `the ink is ${red} red and ${blue} blue`);
      assert.ok(dark > 0.05, `only ${dark} of the box is ink`);
    }, { javaScriptEnabled }));
}

/** What `read` finds on the same page where a test's own scripts run. */
async function withScript(page, read) {
  const html = await page.content();
  const own = await world.browser.newContext({ baseURL: world.url });
  try {
    const copy = await own.newPage();
    await copy.route("**/copy", (route) => route.fulfill({ body: html, contentType: "text/html" }));
    await copy.goto("/copy");
    return await read(copy);
  } finally {
    await own.close();
  }
}

test("a photo on its side is shown upright, with the box around its digit", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const buffer = Buffer.from(await photoOnItsSide(page));
    await upload(page, { name: "photo.jpg", mimeType: "image/jpeg", buffer });
    assert.equal(await predictionOf(page), "PREDICTION : 7");
    const { darkest: [red, , blue], dark, width, height } = await inkIn(page);
    assert.deepEqual([width, height], [480, 640]);
    assert.ok(blue > red + 60, `the ink is ${red} red and ${blue} blue`);
    assert.ok(dark > 0.08, `only ${dark} of the box is ink`);
  }));
