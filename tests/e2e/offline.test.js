// When the server goes away while someone draws.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, useBrowser } from "./browser.js";
import { Pen } from "./pen.js";

const world = useBrowser();
const ONE = [[[0.6, 0.2], [0.6, 0.8]]];

const withoutSocket = (page) => page.addInitScript(() => {
  window.WebSocket = class extends EventTarget {
    static OPEN = 1;
  };
});

test("without the WebSocket, answers come by POST", () =>
  world.visit(async (page) => {
    await withoutSocket(page);
    await page.goto("/recognise");
    const posted = page.waitForResponse("**/api/v1/recognize*");
    await (await Pen.create(page)).draw(ONE);
    assert.equal(await answered(page), "1");
    assert.equal((await posted).status(), 200);
    assert.match(await page.textContent("#answer-facts"), /^[\d.]+ ms · model [0-9a-f]{12}$/);
  }));

test("while the server cannot be reached a badge says so, and the drawing is read when it can be", () =>
  world.visit(async (page) => {
    await withoutSocket(page);
    await page.goto("/recognise");
    assert.ok(await page.isHidden("#connection"));
    await page.route("**/api/v1/recognize*", (route) => route.abort());
    await (await Pen.create(page)).draw(ONE);
    await page.waitForSelector("#connection", { state: "visible" });
    await page.unroute("**/api/v1/recognize*");
    await page.waitForSelector("#connection", { state: "hidden" });
    assert.equal(await answered(page), "1");
  }, { expected: [/net::ERR_FAILED/] }));

test("a picture that closes the WebSocket is read by POST, and the next one over a new WebSocket", () =>
  world.visit(async (page) => {
    let closing = true;
    let bySocket = 0;
    await page.routeWebSocket("**/api/v1/draw", (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        if (closing) return socket.close({ code: 1009 });
        ++bySocket;
        server.send(message);
      });
    });
    await page.goto("/recognise");
    const posted = page.waitForResponse("**/api/v1/recognize*");
    await (await Pen.create(page)).draw(ONE);
    assert.equal((await posted).status(), 200);
    assert.equal(await answered(page), "1");
    closing = false;
    await page.waitForTimeout(2000); // longer than the first pauses before the next try
    await page.click("#clear-drawing");
    await (await Pen.create(page)).draw(ONE);
    assert.equal(await answered(page), "1");
    assert.ok(bySocket > 0);
  }));
