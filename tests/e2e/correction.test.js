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
