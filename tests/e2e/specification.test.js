// The test cases of the specification, by their names.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { predictionOf, useBrowser } from "./browser.js";

const samples = fileURLToPath(new URL("../../data/samples/", import.meta.url));
const world = useBrowser();

async function upload(page, file) {
  await page.goto("/recognise");
  await page.click("#tab-upload");
  await page.setInputFiles("#image", file);
  await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-pictures")]);
}

test("HomePage_TC_001: the navigation bar is at the top, and Recognise in it leads to the recognise page", () =>
  world.visit(async (page) => {
    await page.goto("/");
    const bar = await page.locator("nav").boundingBox();
    const title = await page.locator("h1").boundingBox();
    assert.ok(bar.y < 60 && bar.y + bar.height < title.y);
    await page.click("nav >> text=Recognise");
    assert.equal(new URL(page.url()).pathname, "/recognise");
    assert.equal(await page.locator("nav [aria-current=page]").textContent(), "Recognise");
  }));

test("RecognizePage_TC_002: choosing a file opens the user's image folder", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-upload");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click("#image")]);
    assert.ok(chooser.isMultiple());
    assert.match(await page.getAttribute("#image", "accept"), /image\/png,image\/jpeg/);
  }));

test("RecognizePage_TC_003: after choosing a file, Recognise leads to the predict page", () =>
  world.visit(async (page) => {
    await upload(page, samples + "3-chalk.jpg");
    assert.equal(new URL(page.url()).pathname, "/predict");
    assert.equal(new URL(page.url()).search, "");
  }));

test("PredictPage_TC_004: the digit is predicted correctly", () =>
  world.visit(async (page) => {
    const pictures = readdirSync(samples).filter((name) => /\.(jpg|png|gif)$/.test(name));
    assert.ok(pictures.length >= 11);
    for (const picture of pictures) {
      await upload(page, samples + picture);
      assert.equal(await predictionOf(page), `PREDICTION : ${basename(picture)[0]}`, picture);
    }
  }));

test("BackPage_TC_005: after a wrong prediction, or for another image, Back leads to the recognise page", () =>
  world.visit(async (page) => {
    await upload(page, samples + "7-blue-pen.jpg");
    await page.click("text=Back");
    assert.equal(new URL(page.url()).pathname, "/recognise");
    await upload(page, samples + "8-marker.jpg");
    assert.equal(await predictionOf(page), "PREDICTION : 8");
  }));
