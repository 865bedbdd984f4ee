// My digits: kept from files, folders, the sheet and corrected answers; looked through, relabelled, deleted; with and
// without a script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { signUpSomebody } from "./account.js";
import { violations } from "./axe.js";
import { useBrowser } from "./browser.js";
import { Pen } from "./pen.js";

const samples = join(dirname(fileURLToPath(import.meta.url)), "../../data/samples");
const world = useBrowser();

const file = (name, as = name) => ({ name: as, mimeType: "image/jpeg", buffer: readFileSync(join(samples, name)) });
const SEVEN = [[[0.5, 0.25], [0.9, 0.24], [0.7, 0.8]]];

const keptCount = (page) => page.locator(".kept li").count();

test("pictures are sent with progress, and each that could not be kept is named", () =>
  world.visit(async (page) => {
    await signUpSomebody(page, world.server);
    await page.click("text=My digits");
    await page.setInputFiles("#image", [file("7-blue-pen.jpg"), file("8-marker.jpg")]);
    await Promise.all([page.waitForURL("**/digits"), page.waitForSelector(".kept li"), page.click("#add-form button")]);
    assert.equal(await keptCount(page), 2);
    assert.deepEqual(await page.locator(".kept b").allTextContents(), ["8", "7"]);
    assert.equal(await page.locator(".kept img").first().evaluate(async (image) => (await image.decode(), image.naturalWidth > 20)), true);
    await page.setInputFiles("#image", [{ name: "b.png", mimeType: "image/png", buffer: Buffer.from("dear reader") },
      file("2-pencil.jpg")]);
    await page.click("#add-form button");
    await page.waitForSelector("#add-problem p");
    assert.deepEqual(await page.locator("#add-problem p").allTextContents(),
      ["1 added.", "b.png: Only PNG, JPEG, BMP, PGM and PPM pictures are taken."]);
    await page.reload();
    assert.equal(await keptCount(page), 3);
  }));

test("a drawing is kept by pressing which digit it is", () =>
  world.visit(async (page) => {
    await signUpSomebody(page, world.server);
    await page.goto("/digits");
    await page.click("#keep-as button[value='7']");
    assert.equal(await page.textContent("#keep-status"), "Write a digit first.");
    const pen = await Pen.create(page);
    await page.locator("#canvas").scrollIntoViewIfNeeded();
    await pen.draw(SEVEN);
    await page.click("#keep-as button[value='7']");
    await page.waitForFunction(() => document.getElementById("keep-status").textContent === "Kept as a 7.");
    await page.goto("/digits?source=drawing");
    assert.equal(await keptCount(page), 1);
  }));

test("a wrong answer that is put right is kept with one press, and only for who is logged in", () =>
  world.visit(async (page) => {
    const predict = async () => {
      await page.goto("/recognise");
      await page.click("#tab-upload");
      await Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]);
    };
    await predict();
    assert.equal(await page.locator(".keep").count(), 0);
    await signUpSomebody(page, world.server);
    await predict();
    const card = page.locator(".digit").first();
    const right = (await card.locator(".digit-label").textContent()) === "1" ? "2" : "1";
    await card.locator(".right-digit").selectOption(right);
    await card.locator(".keep").click();
    await card.locator(".keep", { hasText: "Kept" }).waitFor();
    await page.goto("/digits?source=correction");
    assert.deepEqual(await page.locator(".kept b").allTextContents(), [right]);
    assert.equal(await page.locator(".kept li").getByText("The model says").count(), 1);
    await page.locator(".kept button[name=is]").click();
    await page.waitForURL("**/digits?source=correction&done=label");
    assert.notDeepEqual(await page.locator(".kept b").allTextContents(), [right]);
  }));

test("without a script digits are added, filtered, relabelled and deleted", () =>
  world.visit(async (page, context) => {
    await signUpSomebody(page, world.server);
    const plain = await world.browser.newContext({ baseURL: world.url, javaScriptEnabled: false });
    await plain.addCookies(await context.cookies());
    const own = await plain.newPage();
    await own.goto("/digits");
    await own.setInputFiles("#image", [file("7-blue-pen.jpg"), file("8-marker.jpg", "3.jpg")]);
    await own.click("#add-form button");
    assert.equal(await own.textContent(".notice"), "2 digits added.");
    assert.equal(await keptCount(own), 2);
    await own.goto("/digits?label=7");
    assert.equal(await keptCount(own), 1);
    await own.check(".kept input");
    await own.selectOption("#right", "1");
    await own.click("button[name=do][value=label]");
    await own.goto("/digits");
    assert.deepEqual((await own.locator(".kept b").allTextContents()).sort(), ["1", "3"]);
    for (const box of await own.locator(".kept input").all()) await box.check();
    await own.click("button[name=do][value=delete]");
    assert.equal(await own.textContent(".notice"), "Deleted.");
    assert.equal(await keptCount(own), 0);
    await plain.close();
  }));

// One user for both: the server takes five registrations an hour from one address.
test("axe finds nothing on the page of digits, light and dark, and it fits a screen of 320 px", () =>
  world.visit(async (page) => {
    await signUpSomebody(page, world.server);
    await page.goto("/digits");
    assert.deepEqual(await violations(page), []);
    await page.setInputFiles("#image", [file("7-blue-pen.jpg"), file("8-marker.jpg", "3.jpg"), file("9-shadow.jpg", "x.jpg")]);
    await Promise.all([page.waitForSelector(".kept li"), page.click("#add-form button")]);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 1200]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await violations(page), []);
        assert.equal(await page.evaluate((most) => document.documentElement.scrollWidth <= most, width), true);
        const path = join(process.env.SCREENSHOTS || ".", `digits-${colorScheme}-${width}.png`);
        if (process.env.SCREENSHOTS) await page.screenshot({ path, fullPage: true });
      }
    }
  }, { reducedMotion: "reduce" }));  // else colours are on their way from light to dark
