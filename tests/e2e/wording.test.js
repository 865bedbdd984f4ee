// What the pages say of an answer: the same on both, rounded, and honest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, useBrowser } from "./browser.js";
import { Pen } from "./pen.js";

const world = useBrowser();

// As in tests/serve/pages/page_routes_test.cpp: the page that the server fills and the one that follows the pen agree.
const SHARES = [[0.97685, "97.7 %"], [0.97645, "97.6 %"], [0.9765, "97.7 %"], [0.07, "7.0 %"], [0.9994, "99.9 %"],
  [0.9996, "> 99.9 %"], [0.99999994, "> 99.9 %"], [1, "100.0 %"], [0.0006, "0.1 %"], [0.0004, "< 0.1 %"],
  [1e-30, "< 0.1 %"], [0, "0.0 %"]];

test("a share is rounded by the scripts as by the server", () =>
  world.visit(async (page) => {
    await page.goto("/recognise");
    const said = await page.evaluate(async (shares) => {
      const script = document.querySelector("script[src$='recognise.js']").src;
      const { percentText } = await import(script.replace("recognise.js", "digit_card.js"));
      return shares.map(percentText);
    }, SHARES.map(([share]) => share));
    assert.deepEqual(said, SHARES.map(([, text]) => text));
  }));

const SEEN = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const digitOf = ([label, probability], i) => ({ label, probability, seen: SEEN, box: { x: 40 * i, y: 0, width: 30, height: 40 },
  top: [{ label, probability }, { label: (label + 1) % 10, probability: (1 - probability) / 2 },
    { label: (label + 2) % 10, probability: 0 }] });

/** What the server would answer for lines of digits [label, probability]. */
function answerOf(lines) {
  const made = lines.map((digits) => ({ text: digits.map(([label]) => label).join(""), digits: digits.map(digitOf),
    confidence: digits.reduce((product, [, probability]) => product * probability, 1) }));
  return { image: "-", text: made.map(({ text }) => text).join("\n"), lines: made, digits: made.flatMap(({ digits }) => digits),
    confidence: made.reduce((product, { confidence }) => product * confidence, 1), sure: true, error: null };
}

/** Draws, and has the page shown `lines` as what was read. */
async function showAnswer(page, lines) {
  await page.addInitScript(() => {
    window.WebSocket = class extends EventTarget {
      static OPEN = 1;
    };
  });
  await page.route("**/api/v1/recognize*", (route) => route.fulfill({ json: answerOf(lines) }));
  await page.goto("/recognise");
  await (await Pen.create(page)).draw([[[0.5, 0.3], [0.5, 0.7]]]);
  return answered(page);
}

test("while it is drawn, only a digit that is not sure is coloured so", () =>
  world.visit(async (page) => {
    assert.equal(await showAnswer(page, [[[4, 0.99], [2, 0.6], [7, 0.98]]]), "427");
    const { warn, colors, cards } = await page.evaluate(() => {
      const colorOf = (element) => getComputedStyle(element).color;
      const text = document.getElementById("answer-text");
      return { warn: colorOf(text.querySelector(".unsure")), colors: [...text.childNodes].map((node) =>
        [node.textContent, colorOf(node.nodeType === Node.TEXT_NODE ? text : node)]),
        cards: [...document.querySelectorAll("#answer-digits .digit")].map((card) => card.classList.contains("unsure")) };
    });
    assert.deepEqual(colors.map(([text, color]) => [text, color === warn]), [["4", false], ["2", true], ["7", false]]);
    assert.deepEqual(cards, [false, true, false]);
  }));

test("what the bars of a digit leave is said in words: all together make 100 %", () =>
  world.visit(async (page) => {
    await showAnswer(page, [[[4, 0.99], [2, 0.6]]]);
    const cards = await page.locator("#answer-digits .digit").evaluateAll((cards) => cards.map((card) => ({
      rest: card.querySelector(".rest").textContent,
      shares: [...card.querySelectorAll(".bar-percent, .rest-percent")].map((share) => parseFloat(share.textContent)),
    })));
    assert.deepEqual(cards.map(({ rest }) => rest),
      ["Other or no digit: 0.5 %", "Other or no digit: 20.0 %"]);
    for (const { shares } of cards) assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 100) < 0.15, shares);
  }));

test("an answer of two lines is shown as two, each with its digits below it", () =>
  world.visit(async (page) => {
    assert.equal(await showAnswer(page, [[[2, 0.9], [0, 0.9]], [[3, 0.6], [7, 1]]]), "20\n37");
    const lines = await page.locator("#answer-digits .line").evaluateAll((lines) => lines.map((line) =>
      [line.querySelector(".line-title").innerText.replace(/\s+/g, " "), line.querySelectorAll(".digit").length]));
    assert.deepEqual(lines, [["20 sure, 81.0 %", 2], ["37 not sure, 60.0 %", 2]]);
    assert.equal(await page.textContent("#answer-note"), "Not sure: 48.6 % that all of it is right");
  }));

test("lines that are each sure are not called sure together when they are not", () =>
  world.visit(async (page) => {
    await showAnswer(page, [[[2, 0.8]], [[3, 0.8]]]);
    assert.equal(await page.textContent("#answer-note"), "Not sure: 64.0 % that all of it is right");
  }));

test("on a phone the answer stands below the sheet, without scrolling", () =>
  world.visit(async (page) => {
    await showAnswer(page, [[[2, 0.9], [0, 0.9]], [[3, 0.6], [7, 1]]]);
    assert.equal(await page.textContent("#quick-answer"), "20 / 37: not sure, 48.6 %");
    const { y, height } = await page.locator("#quick-answer").boundingBox();
    assert.ok(y + height < 667, `it ends at ${y + height} px`);
    await page.click("#clear-drawing");
    assert.equal(await page.textContent("#quick-answer"), "");
  }, { viewport: { width: 375, height: 667 } }));
