// With JavaScript off: upload, sample, errors, Back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { predictionOf, useBrowser } from "./browser.js";

const path = (name) => fileURLToPath(new URL(`../../data/samples/${name}`, import.meta.url));
const world = useBrowser();
const off = { javaScriptEnabled: false };

test("without JavaScript a picture is uploaded, read and corrected by another", () =>
  world.visit(async (page) => {
    await page.goto("/");
    await page.click("nav >> text=Recognise");
    assert.ok(await page.isVisible("noscript"));
    assert.ok(await page.isHidden("[role=tablist]"));
    await page.setInputFiles("#image", [path("9-shadow.jpg"), path("2-pencil.jpg")]);
    await page.click("#recognise-pictures");
    assert.deepEqual(await page.locator(".prediction").allTextContents(), ["PREDICTION : 9", "PREDICTION : 2"]);
    assert.ok(await page.isHidden(".copy >> nth=0"), "what needs a script is not shown");
    await page.click("#back");
    await page.click("button[value=chalk]");
    assert.equal(await predictionOf(page), "PREDICTION : 3");
  }, off));

test("without JavaScript an empty form is answered next to the field", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await page.click("#recognise-pictures");
    assert.equal((await page.textContent("#image-problem")).trim(), "Choose a picture first.");
    assert.match(await page.getAttribute("#image", "aria-describedby"), /image-problem/);
  }, { ...off, expected: [/status of 400/] }));

test("a page that is not there says so, and leads on", () =>
  world.visit(async (page) => {
    const response = await page.goto("/nowhere");
    assert.equal(response.status(), 404);
    assert.match(await page.textContent("h1"), /no such page/);
    assert.equal(await page.textContent("main code"), response.headers()["x-request-id"]);
    await page.click("text=Recognise a number");
    assert.equal(new URL(page.url()).pathname, "/recognise");
  }, { ...off, expected: [/status of 404/] }));
