// What the pages say of an answer: the same on both, rounded, and honest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./browser.js";

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
