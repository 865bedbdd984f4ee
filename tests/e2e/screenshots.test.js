// Pictures of every page at three widths, light and dark, for people to look at: in SCREENSHOTS, a folder.
import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { logIn, register, signUp } from "./account.js";
import { answered, useBrowser } from "./browser.js";
import { Pen } from "./pen.js";

const folder = process.env.SCREENSHOTS;
const world = useBrowser();
const NUMBER = [[[0.25, 0.25], [0.5, 0.23], [0.45, 0.45], [0.38, 0.8]], [[0.75, 0.2], [0.75, 0.8]]];

const EMAIL = "screenshots@example.org";
let isRegistered = false;

const pages = {
  home: (page) => page.goto("/"),
  recognise: (page) => page.goto("/recognise"),
  drawing: async (page) => {
    await (await Pen.create(page)).draw(NUMBER);
    await answered(page);
  },
  upload: (page) => page.click("#tab-upload"),
  predict: (page) => Promise.all([page.waitForURL("**/predict"), page.click("button[value=number]")]),
  about: (page) => page.goto("/about"),
  error: (page) => page.goto("/nowhere"),
  login: (page) => page.goto("/login"),
  register: (page) => register(page, { email: "screenshots@example.org", password: "short" }),
  account: async (page) => {
    if (isRegistered) return logIn(page, EMAIL);
    isRegistered = true;
    return signUp(page, world.server, EMAIL);
  },
};

for (const [width, height] of [[320, 700], [768, 1000], [1280, 860]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`screenshots at ${width} px, ${colorScheme}`, { skip: folder ? false : "SCREENSHOTS names no folder" }, () =>
      world.visit(async (page) => {
        mkdirSync(folder, { recursive: true });
        for (const [name, open] of Object.entries(pages)) {
          await open(page);
          const path = join(folder, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
          assert.ok(statSync(path).size > 5000, `${path} is empty`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is cut off at ${width} px`);
        }
      }, { viewport: { width, height }, colorScheme, expected: [/status of 4(04|22)/] }));
  }
}
