// Correcting an answer, and copying it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { predictionOf, useBrowser } from "./browser.js";

const world = useBrowser();
const card = (page, i) => page.locator(".line .digit").nth(i);

async function openNumber(page) {
  await page.goto("/recognise");
  await page.click("#tab-upload");
  await Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]);
}

test("another digit can be picked for a box, and that be undone", () =>
  world.visit(async (page) => {
    await openNumber(page);
    await card(page, 1).locator("select").selectOption("3");
    assert.equal(await predictionOf(page), "PREDICTION : 4367");
    assert.match(await page.textContent(".verdict"), /Corrected by you/);
    assert.equal(await page.locator(".boxes text").nth(1).textContent(), "3");
    await page.click(".undo-correction");
    assert.equal(await predictionOf(page), "PREDICTION : 4267");
    assert.match(await page.textContent(".verdict"), /^Sure/);
    assert.ok(await page.isHidden(".undo-correction"));
    assert.equal(await card(page, 1).locator("select").inputValue(), "2");
  }));

test("a box can be removed", () =>
  world.visit(async (page) => {
    await openNumber(page);
    await card(page, 0).locator(".remove").click();
    assert.equal(await predictionOf(page), "PREDICTION : 267");
    assert.equal(await page.locator(".boxes rect").count(), 3);
  }));

test("two boxes can be joined, the joined one split again, and each step undone", () =>
  world.visit(async (page) => {
    await openNumber(page);
    await card(page, 2).locator(".join").click();
    await page.waitForFunction(() => document.querySelectorAll(".boxes rect").length === 3);
    const joined = await page.locator(".boxes rect").nth(2).evaluate((box) => box.getBBox().width);
    assert.ok(joined > 150, `the joined box is ${joined} px wide`);
    await card(page, 2).locator(".split").click();
    await page.waitForFunction(() => document.querySelectorAll(".boxes rect").length === 4);
    assert.equal(await predictionOf(page), "PREDICTION : 4267");
    await page.click(".undo-correction");
    await page.click(".undo-correction");
    assert.equal(await page.locator(".boxes rect").count(), 4);
    assert.equal(await predictionOf(page), "PREDICTION : 4267");
  }));

test("a click on a box leads to its digit, and a digit marks its box", () =>
  world.visit(async (page) => {
    await openNumber(page);
    await page.locator(".boxes .box").nth(2).click();
    assert.ok(await card(page, 2).locator("select").evaluate((select) => select === document.activeElement));
    assert.equal(await page.locator(".boxes .chosen").count(), 1);
    assert.ok(await page.locator(".boxes .box").nth(2).evaluate((box) => box.classList.contains("chosen")));
  }));

test("the number can be copied as it was corrected", () =>
  world.visit(async (page, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openNumber(page);
    await card(page, 0).locator("select").selectOption("9");
    await page.click(".copy");
    await page.waitForFunction(() => document.querySelector(".copied").textContent === "Copied");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "9267");
  }));

/** A PGM with rows of upright strokes, each a 1. */
function pageOfOnes(rows, columns) {
  const [width, height] = [columns * 40 + 40, rows * 80 + 40];
  const pixels = Buffer.alloc(width * height, 255);
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      for (let y = 0; y < 44; ++y) pixels.fill(0, (row * 80 + 40 + y) * width + column * 40 + 38, (row * 80 + 40 + y) * width + column * 40 + 44);
    }
  }
  return { name: "page.pgm", mimeType: "image/x-portable-graymap", buffer: Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]) };
}

test("of a page full of digits the first ones have cards, and a correction leaves the others as they are", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-upload");
    await page.setInputFiles("#image", pageOfOnes(12, 20));
    await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
    const number = await page.textContent(".prediction-text");
    const digits = number.replace(/\n/g, "").length;
    assert.ok(digits >= 240, `${digits} digits`);
    assert.equal(await page.locator(".line .digit").count(), 200);
    assert.equal(await page.locator(".boxes rect").count(), digits);
    assert.match(await page.textContent(".more"), new RegExp(`And ${digits - 200} more digits`));
    await card(page, 0).locator("select").selectOption("7");
    await card(page, 1).locator(".remove").click();
    assert.equal(await page.textContent(".prediction-text"), "7" + number.slice(2));
    assert.ok((await page.content()).length < 1_500_000);
  }));
