// Test: fresh digits are sent, and what came of it is seen, compared, downloaded and deleted; with and without a script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { press, signUpSomebody } from "./account.js";
import { useBrowser } from "./browser.js";
import { checkLooks } from "./looks.js";
import { segmentFile } from "./segments.js";

const world = useBrowser();

const digits = (first, count) => Array.from({ length: count }, (_, i) => segmentFile(i % 10, first + i));

async function send(page, files, { name = "", label = "" } = {}) {
  await page.goto("/tests");
  await page.setInputFiles("#image", files);
  await page.fill("#name", name);
  await page.fill("#label", label);
  await press(page, "Test");
}

/** The figures of a test, by what they mean. */
const figuresOf = async (page) => Object.fromEntries(await page.locator(".figures div").evaluateAll((all) =>
  all.map((each) => [each.querySelector("dt").textContent, each.querySelector("dd").textContent])));

async function download(page, name) {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), "utf8") };
}

// One user for all: the server takes five registrations an hour from one address.
test("a user tests with fresh digits, without a script too, and sees, downloads and deletes what came of it", () =>
  world.visit(async (page, context) => {
    await signUpSomebody(page, world.server);
    await page.click("nav >> text=Test");
    await checkLooks(page, "tests-none");

    await send(page, [...digits(0, 30), { name: "3.png", mimeType: "image/png", buffer: Buffer.from("dear reader") }], { name: "Seven segments" });
    await page.waitForURL(/\/tests\/[0-9a-f]{32}$/);
    assert.equal(await page.textContent("h1"), "Test 1");
    assert.match(await page.textContent(".lead"), /“Seven segments”, read by the server's model/);
    const figures = await figuresOf(page);
    assert.equal(figures.digits, "30");
    const misread = Number(figures.misread);
    assert.ok(misread > 0, "a hand so unusual is misread now and then");
    assert.equal(figures["read rightly"], `${(100 * (30 - misread) / 30).toFixed(2)} %`);
    assert.equal(await page.locator(".kept li").count(), misread);
    assert.equal(await page.locator(".kept img").first().evaluate(async (image) => (await image.decode(), image.naturalWidth > 20)), true);
    assert.equal(await page.locator(".confusion td").evaluateAll((all) => all.reduce((sum, cell) => sum + Number(cell.textContent), 0)), 30);
    await page.click("text=What was left out");
    assert.match(await page.textContent("details"), /3\.png: Only PNG/);
    await checkLooks(page, "test");

    const csv = await download(page, "Download as CSV");
    assert.equal(csv.name, "test-1.csv");
    assert.equal(csv.text.trim().split("\r\n").length, 31);
    const report = await download(page, "Download as a page");
    assert.equal(report.name, "test-1.html");
    assert.match(report.text, /Confusion matrix/);

    const plain = await world.browser.newContext({ baseURL: world.url, javaScriptEnabled: false });
    await plain.addCookies(await context.cookies());
    const own = await plain.newPage();
    await send(own, [segmentFile(7, 500)], { label: "7" });
    assert.equal((await figuresOf(own)).digits, "1");
    await send(own, [{ ...segmentFile(7, 501), name: "x.pgm" }]);
    assert.match(await own.textContent(".problem-text"), /Nothing says which digit it is/);
    await plain.close();

    await page.goto("/tests");
    assert.equal(await page.locator(".chart svg circle").count(), 2 + 1); // and one in the legend
    assert.deepEqual(await page.locator("tbody th a").allTextContents(), ["Test 2", "Test 1"]);
    await checkLooks(page, "tests");
    await Promise.all([page.waitForNavigation(), page.locator("tbody th a").first().click()]);
    await press(page, "Delete this test");
    assert.equal(await page.textContent(".notice"), "Deleted.");
    assert.deepEqual(await page.locator("tbody th a").allTextContents(), ["Test 1"]);
  }, { reducedMotion: "reduce" }));  // else colours are on their way from light to dark
