// Drawing with mouse, finger and pen, and what can be done to a drawing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answered, predictionOf, useBrowser } from "./browser.js";
import { Pen, place } from "./pen.js";

const trajectories = JSON.parse(readFileSync(new URL("trajectories.json", import.meta.url)));
const strokesOf = (label, where) => place(trajectories.find((each) => each.label === label).strokes, where);
const strokesKept = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem("strokes") ?? "[]"));
const world = useBrowser();

for (const type of ["mouse", "touch", "pen"]) {
  test(`a digit drawn by ${type} is read while it is drawn`, () =>
    world.visit(async (page) => {
      await page.goto("/recognise");
      const pen = await Pen.create(page, type);
      for (const label of ["2", "5", "8"]) {
        await pen.draw(strokesOf(label));
        assert.equal(await answered(page), label);
        await page.click("#clear-drawing");
      }
    }, { hasTouch: type === "touch" }));
}

test("the pen's pressure changes the width of its line, the mouse's does not", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await (await Pen.create(page, "mouse")).draw(strokesOf("1"));
    await (await Pen.create(page, "pen")).draw(strokesOf("1", { center: [1.3, 0.5], size: 0.6 }));
    const [byMouse, byPen] = await strokesKept(page);
    assert.ok(byMouse.points.every(([, , pressure]) => pressure === 1));
    assert.ok(byPen.points.slice(0, -1).every(([, , pressure]) => pressure >= 0.7 && pressure <= 1.3));
    assert.ok(byPen.points.some(([, , pressure]) => pressure === 1), "half pressure is the middle width");
  }));

test("a number and two lines of numbers are read as such", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    await page.locator("#pen-width").fill("5");
    await pen.draw(strokesOf("2", { center: [0.3, 0.25], size: 0.3 }));
    await pen.draw(strokesOf("0", { center: [0.7, 0.25], size: 0.3 }));
    assert.equal(await answered(page), "20");
    await pen.draw(strokesOf("3", { center: [0.3, 0.75], size: 0.3 }));
    await pen.draw(strokesOf("7", { center: [0.7, 0.75], size: 0.3 }));
    assert.equal(await answered(page), "20\n37");
    assert.equal(await page.locator("#answer-digits .digit").count(), 4);
    await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-drawing")]);
    assert.equal(await predictionOf(page), "PREDICTION : 20\n37");
    assert.deepEqual(await page.locator(".line-number").allTextContents(), ["20", "37"]);
    const tops = await page.locator(".digit").evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().top));
    assert.ok(tops[0] === tops[1] && tops[2] === tops[3] && tops[1] < tops[2], "a row of digits for each line");
    await page.locator(".right-digit").nth(3).selectOption("1");
    assert.equal(await predictionOf(page), "PREDICTION : 20\n31");
    assert.deepEqual(await page.locator(".line-number").allTextContents(), ["20", "31"]);
    assert.match(await page.locator(".line-verdict").nth(0).textContent(), /^sure/);
    assert.equal(await page.locator(".line-verdict").nth(1).textContent(), "corrected by you");
    await page.click(".undo-correction");
    assert.match(await page.locator(".line-verdict").nth(1).textContent(), /sure, /);
  }));

test("undo, redo, eraser and clear do what they say, and clear can be undone", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    await pen.draw(strokesOf("3", { center: [0.4, 0.5], size: 0.5 }));
    const whole = await answered(page);
    await pen.draw(strokesOf("2", { center: [1.1, 0.5], size: 0.5 }));
    assert.equal(await answered(page), "32");
    await page.click("#undo");
    assert.equal(await answered(page), whole);
    await page.click("#redo");
    assert.equal(await answered(page), "32");
    await page.click("#eraser");
    await page.locator("#pen-width").fill("16");
    await pen.draw([[0.15, 0.35, 0.55, 0.75].map((y) => [[0.8, y], [1.5, y]]).flat()]);
    assert.equal(await answered(page), "3");
    await page.click("#clear-drawing");
    assert.equal(await page.textContent("#answer-text"), "draw, and the answer follows");
    assert.ok(await page.isDisabled("#recognise-drawing"));
    await page.click("#undo");
    assert.equal(await answered(page), "3");
  }));

test("a tap makes a dot, and a scribble is no digit", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    await pen.draw([[[0.5, 0.5]]]);
    assert.equal((await strokesKept(page)).length, 1);
    await answered(page);
    await page.click("#clear-drawing");
    const scribble = Array.from({ length: 120 }, (_, i) => [0.85 + 0.35 * Math.sin(i * 2.4), 0.5 + 0.35 * Math.cos(i * 1.7)]);
    await pen.draw([scribble]);
    const answer = await answered(page);
    const unsure = await page.locator("#answer-note.unsure").count();
    assert.ok(answer === "no digit found" || unsure === 1, `a scribble was read as ${answer}`);
  }));

test("a drawing keeps its shape when the window becomes narrow", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    await (await Pen.create(page)).draw(strokesOf("6", { center: [1.3, 0.5], size: 0.5 }));
    assert.equal(await answered(page), "6");
    await page.setViewportSize({ width: 320, height: 700 });
    await page.waitForTimeout(200);
    const inkRight = await page.evaluate(() => {
      const canvas = document.getElementById("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const columns = [...Array(canvas.width).keys()];
      return columns.filter((x) => [...Array(canvas.height).keys()].some((y) => data[4 * (y * canvas.width + x) + 3] > 0)).length;
    });
    assert.ok(inkRight > 20, "the ink is still on the sheet");
  }));

test("when all ink is erased the answer goes too", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const pen = await Pen.create(page);
    await pen.draw([[[0.5, 0.4], [0.5, 0.6]]]);
    await answered(page);
    await page.click("#eraser");
    await page.locator("#pen-width").fill("16");
    await pen.draw([[[0.5, 0.3], [0.5, 0.7]]]);
    await page.waitForFunction(() => document.getElementById("answer-text").textContent === "draw, and the answer follows");
    await page.click("#undo");
    assert.notEqual(await answered(page), "draw, and the answer follows");
  }));

test("a picture that was read while the pen rested is not read again when the pen is lifted", () =>
  world.visit(async (page) => {
    const sent = [];
    page.on("websocket", (socket) => socket.on("framesent", () => sent.push(socket)));
    await page.goto("/recognise");
    const sheet = await page.locator("#canvas").boundingBox();
    const at = (x, y) => [sheet.x + x * sheet.height, sheet.y + y * sheet.height];
    await page.mouse.move(...at(0.5, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.7), { steps: 20 });
    await page.waitForFunction(() => document.getElementById("answer").getAttribute("aria-busy") === "false");
    await page.waitForTimeout(200);
    const before = sent.length;
    assert.ok(before > 0);
    const answer = await answered(page);
    await page.mouse.up();
    await page.waitForFunction(() => performance.getEntriesByName("pen-up-to-bars").length === 1);
    assert.equal(await answered(page), answer);
    await page.waitForTimeout(200);
    assert.equal(sent.length, before);
    await page.click("#tab-upload");
    await page.click("#tab-draw");
    assert.equal(await answered(page), answer);
  }));
