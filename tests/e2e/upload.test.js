// Pictures: chosen, dropped, pasted, several, too many, none, and of the wrong kind.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { predictionOf, useBrowser } from "./browser.js";

const path = (name) => fileURLToPath(new URL(`../../data/samples/${name}`, import.meta.url));
const world = useBrowser();

async function openUpload(page) {
  await page.goto("/recognise");
  await page.click("#tab-upload");
}

/** Fires an event with files on it, as the browser makes it for a drop or a paste. */
const fire = (page, type, name, media) => page.evaluate(([type, name, media, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: media }));
  const event = type === "paste"
    ? new ClipboardEvent(type, { clipboardData: transfer, bubbles: true, cancelable: true })
    : new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}, [type, name, media, readFileSync(path(name)).toString("base64")]);

async function recognise(page) {
  await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
  return predictionOf(page);
}

test("a chosen picture is shown before it is sent, and Clear takes it away", () =>
  world.visit(async (page) => {
    await openUpload(page);
    await page.setInputFiles("#image", path("3-chalk.jpg"));
    await page.waitForFunction(() => document.querySelector("#previews img")?.naturalWidth === 560);
    assert.equal(await page.textContent("#previews p"), "3-chalk.jpg");
    await page.click("#clear-pictures");
    assert.equal(await page.locator("#previews li").count(), 0);
    assert.equal(await page.evaluate(() => document.getElementById("image").files.length), 0);
  }));

test("a picture can be dropped anywhere on the page", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await fire(page, "dragover", "7-blue-pen.jpg", "image/jpeg");
    await fire(page, "drop", "7-blue-pen.jpg", "image/jpeg");
    assert.equal(await recognise(page), "PREDICTION : 7");
  }));

test("a picture can be pasted", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await fire(page, "paste", "6-scan.png", "image/png");
    assert.equal(await recognise(page), "PREDICTION : 6");
  }));

test("several pictures are read together, and one can be taken out before", () =>
  world.visit(async (page) => {
    await openUpload(page);
    await page.setInputFiles("#image", ["3-chalk.jpg", "8-marker.jpg", "7-blue-pen.jpg"].map(path));
    await page.click("[aria-label='Remove 8-marker.jpg']");
    await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
    assert.deepEqual(await page.locator(".prediction").allTextContents(), ["PREDICTION : 3", "PREDICTION : 7"]);
    assert.deepEqual(await page.locator(".file").allTextContents(), ["3-chalk.jpg", "7-blue-pen.jpg"]);
  }));

test("a photo of several digits shows a box, a card and bars for each", () =>
  world.visit(async (page) => {
    await openUpload(page);
    await Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]);
    assert.equal(await predictionOf(page), "PREDICTION : 4267");
    assert.equal(await page.locator(".boxes rect").count(), 4);
    assert.deepEqual(await page.locator(".line .digit-label").allTextContents(), ["4", "2", "6", "7"]);
    assert.equal(await page.locator(".line .digit").first().locator("meter").count(), 3);
    const seen = await page.locator(".line .seen").first().evaluate((image) => [image.naturalWidth, image.naturalHeight]);
    assert.deepEqual(seen, [28, 28]);
    const lefts = await page.locator(".boxes rect").evaluateAll((boxes) => boxes.map((box) => box.getBoundingClientRect().left));
    assert.deepEqual(lefts, [...lefts].sort((a, b) => a - b));
    assert.match(await page.textContent(".facts"), /Read in (less than 0\.1|[\d.]+) ms by model [0-9a-f]{12}/);
  }));

test("without a picture, or with a file that is none, the page says so next to the field", () =>
  world.visit(async (page) => {
    await openUpload(page);
    await page.click("#recognise-pictures");
    assert.equal((await page.textContent("#image-problem")).trim(), "Choose a picture first.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "image");
    await page.setInputFiles("#image", { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
    assert.match(await page.textContent("#image-problem"), /notes\.pdf is no picture that can be read here/);
    await page.click("#recognise-pictures");
    assert.match(await page.textContent("#image-problem"), /^notes\.pdf is no picture/, "the reason stays");
    assert.match(await page.getAttribute("#image", "aria-describedby"), /image-problem/);
  }));

test("a broken picture comes back to the field with a message, in the words of the server", () =>
  world.visit(async (page) => {
    await openUpload(page);
    await page.setInputFiles("#image", { name: "torn.png", mimeType: "image/png", buffer: readFileSync(path("6-scan.png")).subarray(0, 400) });
    const [response] = await Promise.all([page.waitForNavigation(), page.click("#recognise-pictures")]);
    assert.equal(response.status(), 422);
    assert.match(await page.textContent("#image-problem"), /torn\.png/);
    assert.equal(await page.getAttribute("#tab-upload", "aria-selected"), "true");
  }, { expected: [/status of 422/] }));

const wrong = {
  "empty.png": [Buffer.alloc(0), /^empty\.png is empty\. Choose another picture\.$/],
  "notes.png": [Buffer.from("dear reader"), /^notes\.png is no picture that can be read here\. Choose a PNG, JPEG, BMP or PGM\.$/],
  "large.png": [Buffer.alloc(13_000_000, 7), /^large\.png(: The picture)? is larger than 12 MB\. Choose a smaller (picture|one)\.$/],
};
for (const javaScriptEnabled of [true, false]) {
  for (const [name, [buffer, sentence]] of Object.entries(wrong)) {
    test(`${name} is refused in one sentence, in place, ${javaScriptEnabled ? "with" : "without"} JavaScript`, () =>
      world.visit(async (page) => {
        await page.goto("/recognise");
        if (javaScriptEnabled) await page.click("#tab-upload");
        await page.setInputFiles("#image", { name, mimeType: "image/png", buffer });
        if (await page.locator("#image-problem p").count() === 0) await page.click("#recognise-pictures");
        await page.waitForSelector("#image-problem p");
        assert.match((await page.textContent("#image-problem")).trim(), sentence);
        assert.ok(await page.isVisible("#drop-zone"));
        assert.match(await page.getAttribute("#image", "aria-describedby"), /image-problem/);
        await page.setInputFiles("#image", path("7-blue-pen.jpg"));
        assert.equal(await recognise(page), "PREDICTION : 7");
      }, { javaScriptEnabled, expected: [/status of 4\d\d/] }));
  }
}

test("a large photo is made smaller before it is sent", () =>
  world.visit(async (page) => {
    await openUpload(page);
    const bytes = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 4000, height: 3000 });
      const context = canvas.getContext("2d");
      for (let y = 0; y < 3000; y += 4) {
        for (let x = 0; x < 4000; x += 4) {
          context.fillStyle = `hsl(40 10% ${78 + ((x * 7 + y * 13) % 9)}%)`;
          context.fillRect(x, y, 4, 4);
        }
      }
      context.lineWidth = 120;
      context.lineCap = "round";
      context.strokeStyle = "#222";
      context.stroke(new Path2D("M1600 900 L2400 880 L1950 2200"));
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      return blob.size;
    });
    assert.ok(bytes > 1 << 20, `the photo is only ${bytes} bytes`);
    const request = page.waitForRequest("**/predict");
    const prediction = await recognise(page);
    const sent = Number((await (await request).allHeaders())["content-length"]);
    assert.ok(sent > 0 && sent < bytes, `${sent} of ${bytes} bytes were sent`);
    assert.equal(prediction, "PREDICTION : 7");
  }));
