// Training: digits of an unusual hand are collected, learnt, and what came of it is seen, used and left again.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { press, signUpSomebody } from "./account.js";
import { predictionOf, useBrowser } from "./browser.js";
import { checkLooks } from "./looks.js";
import { mnist } from "./mnist.js";
import { segmentFile } from "./segments.js";

const TRAINING_TIMEOUT_MS = 600000; // it takes what others leave of two cores
const data = mnist();
after(() => data.remove());
const world = useBrowser(["--mnist", data.folder]);

const percent = (text) => Number.parseFloat(text);

async function sendDigits(page, first, count) {
  const files = Array.from({ length: count }, (_, i) => segmentFile(i % 10, first + i));
  await page.goto("/digits");
  await page.setInputFiles("#image", files);
  // A digit or two may be too odd to be seen as one.
  await Promise.all([page.waitForSelector(".kept li, #add-problem p"), page.click("#add-form button")]);
}

/** The rows of before and after: {before, after} in percent. */
async function compared(page) {
  const rows = {};
  for (const row of await page.locator("table tbody tr").all()) {
    const [, before, now] = await row.locator("td").allTextContents();
    rows[await row.locator("th").textContent()] = { before: percent(before), after: percent(now) };
  }
  return rows;
}

test("60 digits of an unusual hand are learnt, MNIST is kept, and the version is used", { timeout: TRAINING_TIMEOUT_MS }, () =>
  world.visit(async (page, context) => {
    await signUpSomebody(page, world.server);
    await page.click("nav >> text=Training");
    assert.match(await page.textContent(".notice"), /needs 10 labelled digits/);
    await checkLooks(page, "training-not-yet");

    await sendDigits(page, 0, 60);
    await page.goto("/training");
    await checkLooks(page, "training-begin");
    await press(page, "Train");
    assert.equal(await page.locator("#open-training h2").textContent(), "A training of yours is under way");
    await checkLooks(page, "training-under-way");
    await page.waitForFunction(() => document.getElementById("training-progress")?.value > 0 ||
      document.querySelector(".rows"), null, { timeout: 60000 });

    // Without a script the same page says where it stands when it is loaded again.
    const plain = await world.browser.newContext({ baseURL: world.url, javaScriptEnabled: false });
    await plain.addCookies(await context.cookies());
    const own = await plain.newPage();
    await own.goto("/training");
    assert.equal(await own.locator("#open-training progress, .rows").count() > 0, true);
    await plain.close();

    await page.waitForSelector("text=What it brought", { timeout: TRAINING_TIMEOUT_MS });
    await checkLooks(page, "training-over");
    await page.click("text=What it brought");
    await page.waitForURL("**/versions/*");
    const rows = await compared(page);
    const held = rows["Your digits that were held back"];
    assert.ok(held.after > held.before || held.after === 100, JSON.stringify(rows));
    if (data.isReal) {
      const kept = rows["MNIST's test images"];
      assert.ok(kept.after >= kept.before - 0.1 - 1e-9, JSON.stringify(rows));
    }
    assert.equal(await page.locator(".chart svg").count(), 2);
    await checkLooks(page, "version");

    await press(page, "Use it");
    assert.match(await page.textContent(".notice"), /read with this version/);
    await checkLooks(page, "versions");
    await page.goto("/recognise");
    await page.click("#tab-upload");
    await page.setInputFiles("#image", segmentFile(4, 1000));
    await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
    assert.match(await predictionOf(page), /4/);

    // Fresh digits of the same hand, read by the version, and then by the server's own model.
    await page.goto("/tests");
    await page.setInputFiles("#image", Array.from({ length: 40 }, (_, i) => segmentFile(i % 10, 2000 + i)));
    await press(page, "Test");
    assert.match(await page.textContent(".lead"), /read by your version 1/);
    await press(page, "Read again");
    assert.match(await page.textContent(".lead"), /read by the server's model/);
    assert.match(await page.textContent("#others + .scrolls"), /your version 1/i);
    await checkLooks(page, "test-compared");
    await page.click("text=Side by side");
    await page.waitForURL("**/with/*");
    const [served, version] = (await page.locator("tbody tr").first().locator("td").allTextContents()).map(percent);
    assert.ok(version > served || version === 100, `${version} of ${served}`);
    await checkLooks(page, "test-side-by-side");

    await page.goto("/versions");
    await press(page, "Go back to it");
    assert.match(await page.textContent(".notice"), /server's own model/);
  }, { reducedMotion: "reduce" }));

test("a training is cancelled by its button", { timeout: TRAINING_TIMEOUT_MS }, () =>
  world.visit(async (page) => {
    await signUpSomebody(page, world.server);
    await sendDigits(page, 100, 20);
    await page.goto("/training");
    await press(page, "Train");
    await press(page, "Cancel it");
    await page.waitForSelector(".rows >> text=Cancelled", { timeout: 30000 });
    assert.equal(await page.getByRole("button", { name: "Train" }).count(), 1);
  }));
