// axe-core finds nothing on any page, in any state, light or dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./axe.js";
import { logIn, press, register, signUp } from "./account.js";
import { answered, useBrowser } from "./browser.js";
import { Pen } from "./pen.js";

const world = useBrowser();
const SEVEN = [[[0.5, 0.25], [0.9, 0.24], [0.7, 0.8]]];

// Pages and states, each with the way there.
const states = {
  "home": (page) => page.goto("/"),
  "about": (page) => page.goto("/about"),
  "error": (page) => page.goto("/nowhere"),
  "sheet": (page) => page.goto("/recognise"),
  "sheet with an answer": async (page) => {
    await page.goto("/recognise");
    await (await Pen.create(page)).draw(SEVEN);
    await answered(page);
    await page.click(".keys summary");
  },
  "upload with a problem": async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-upload");
    await page.click("#recognise-pictures");
  },
  "pixel grid": async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-pixels");
  },
  "refused upload": async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-upload");
    await page.setInputFiles("#image", { name: "notes.png", mimeType: "image/png", buffer: Buffer.from("dear reader") });
    await Promise.all([page.waitForNavigation(), page.click("#recognise-pictures")]);
  },
  "prediction of two lines, not sure": async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-draw");
    await page.locator("#pen-width").fill("5");
    await (await Pen.create(page)).draw([[[0.5, 0.1], [0.5, 0.4]], [[0.4, 0.6], [0.6, 0.9]], [[0.6, 0.6], [0.4, 0.9]]]);
    await answered(page);
    await Promise.all([page.waitForURL("**/predict"), page.click("#recognise-drawing")]);
  },
  "registration with a problem": (page) => register(page, { email: "axe@example.org", password: "short" }),
  "login with a problem": (page) => logIn(page, "nobody@example.org"),
  "forgotten password": (page) => page.goto("/forgot"),
  "confirmation that is over": (page) => page.goto("/confirm"),
  "prediction": async (page) => {
    await page.goto("/recognise");
    await page.click("#tab-upload");
    await Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]);
    await page.locator(".right-digit").first().selectOption("1");
  },
};

for (const colorScheme of ["light", "dark"]) {
  for (const [name, open] of Object.entries(states)) {
    test(`axe finds nothing: ${name}, ${colorScheme}`, () =>
      world.visit(async (page) => {
        await open(page);
        assert.deepEqual(await violations(page), []);
      }, { colorScheme, expected: [/status of 4(01|04|10|15|22)/] }));
  }
}

// One user, since an address may not register often: both colours on one page.
test("axe finds nothing: confirmation by code and own account, light and dark", () =>
  world.visit(async (page) => {
    const both = async () => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), []);
      }
    };
    await register(page, { email: "axe@example.org", channel: "code" });
    await both();
    await signUp(page, world.server, "axe2@example.org");
    await page.getByLabel("What the token is for").fill("a script");
    await press(page, "Make a token");
    await both();
  }, { reducedMotion: "reduce" }));  // else colours are on their way from light to dark

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(247, 247, 245)";
const DARK = "rgb(18, 19, 23)";

for (const [colorScheme, own, other] of [["light", LIGHT, DARK], ["dark", DARK, LIGHT]]) {
  test(`the switch for colours turns a page that is ${colorScheme} by the system's wish, back again, and is remembered`, () =>
    world.visit(async (page) => {
      await page.goto("/");
      assert.equal(await ground(page), own);
      await page.click("#theme-toggle");
      assert.equal(await ground(page), other);
      await page.goto("/about");
      assert.equal(await ground(page), other);
      assert.equal(await page.getAttribute("#theme-toggle", "aria-pressed"), String(other === DARK));
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), other === DARK ? "dark" : "light");
      await page.click("#theme-toggle");
      assert.equal(await ground(page), own);
    }, { colorScheme }));

  test(`without JavaScript a page is ${colorScheme} by the system's wish`, () =>
    world.visit(async (page) => {
      await page.goto("/");
      assert.equal(await ground(page), own);
    }, { colorScheme, javaScriptEnabled: false }));
}

test("at 320 px nothing in a page must be scrolled sideways either, and what charts say can be read", () =>
  world.visit(async (page) => {
    for (const path of ["/", "/about", "/recognise"]) {
      await page.goto(path);
      const wide = await page.evaluate(() => [...document.querySelectorAll("main *")]
        .filter((element) => element instanceof HTMLElement && element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).overflowX !== "visible" && !element.classList.contains("unseen"))
        .map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(wide, [], path);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path);
    }
    await page.goto("/about");
    const sizes = await page.locator(".chart text").evaluateAll((texts) => texts.map((text) =>
      parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.clientWidth / text.ownerSVGElement.viewBox.baseVal.width));
    assert.ok(sizes.length > 100 && Math.min(...sizes) > 9, `${Math.min(...sizes)} px`);
  }, { viewport: { width: 320, height: 700 } }));

test("all that is pressed is at least 24 px large, and at 320 px nothing must be scrolled sideways", () =>
  world.visit(async (page) => {
    for (const open of Object.values(states)) {
      await open(page);
      const small = await page.evaluate(() => [...document.querySelectorAll("button, input, select, summary, nav a, .button")]
        .filter((element) => element.checkVisibility() && !element.closest(".unseen") && !element.classList.contains("unseen"))
        .filter((element) => Math.min(element.offsetWidth, element.offsetHeight) < 24 && !element.closest("label"))
        .map((element) => element.outerHTML));
      assert.deepEqual(small, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url());
    }
  }, { viewport: { width: 320, height: 700 }, expected: [/status of 4(01|04|10|15|22)/] }));
