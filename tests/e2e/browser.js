// Chromium for the tests: Debian's own, or CHROMIUM. A page of ours must leave no error in the console.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { startServer } from "./server.js";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Server and browser for the tests of one file: an object that is filled before they run. */
export function useBrowser(serverOptions = []) {
  const world = {};
  before(async () => {
    world.server = await startServer(serverOptions);
    world.url = world.server.url;
    world.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  });
  after(async () => {
    await world.browser?.close();
    await world.server?.stop();
  });

  /** Runs `journey` on a fresh page, then checks its console. `expected` errors, patterns, are no errors. */
  world.visit = async (journey, { expected = [], ...context } = {}) => {
    const own = await world.browser.newContext({ baseURL: world.url, ...context });
    const page = await own.newPage();
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      const address = request.url();
      if (!/^(data|blob):/.test(address) && !address.startsWith(world.url)) errors.push(`request to ${address}`);
    });
    try {
      await journey(page, own);
      const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
      assert.deepEqual(unexpected, [], "the console has errors");
    } finally {
      await own.close();
    }
  };
  return world;
}

/** Resolves when the live answer to all that was drawn stands on the page. */
export async function answered(page) {
  await page.waitForFunction(() => {
    const answer = document.getElementById("answer");
    return answer.getAttribute("aria-busy") === "false" && document.getElementById("answer-text").textContent.trim() !== "";
  });
  return (await page.textContent("#answer-text")).trim();
}

export const predictionOf = async (page) => (await page.textContent(".prediction")).trim();
