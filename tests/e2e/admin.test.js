// Administration: a user is disabled, a model uploaded, measured, promoted and rolled back, a backup made.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { logIn, PASSWORD, press, signUpSomebody } from "./account.js";
import { useBrowser } from "./browser.js";
import { checkLooks } from "./looks.js";
import { mnist } from "./mnist.js";
import { modelFile } from "./model_file.js";

const TIMEOUT_MS = 300000;
const ADMIN = "root@example.org";
const data = mnist();
after(() => data.remove());
const world = useBrowser(["--mnist", data.folder]);
const still = { reducedMotion: "reduce" };  // else colours are on their way from light to dark

/** Logs in as the administrator, who is made when there is none. */
async function logInAsAdministrator(page) {
  const words = ["user", "create", ADMIN, "--admin", "--password-stdin", ...world.server.place];
  spawnSync(process.env.DIGITNET_COMMAND, words, { input: PASSWORD });
  await logIn(page, ADMIN);
  await page.click("nav >> text=Administration");
  assert.equal(await page.textContent("h1"), "Administration");
}

test("a user whom the administrator disables is out at once", { timeout: TIMEOUT_MS }, () =>
  world.visit(async (page) => {
    const theirs = await world.browser.newContext({ baseURL: world.url });
    const user = await theirs.newPage();
    const email = await signUpSomebody(user, world.server);
    assert.equal(await user.locator("nav >> text=Administration").count(), 0);

    await logInAsAdministrator(page);
    await checkLooks(page, "admin");
    await page.click("text=Users >> nth=0");
    await page.getByLabel("Name or address").fill(email.slice(0, 7));
    await press(page, "Search");
    await checkLooks(page, "admin-users");
    await page.click(`text=${email}`);
    await page.waitForURL("**/admin/users/*");
    await checkLooks(page, "admin-user");
    await press(page, "Disable");
    assert.match(await page.textContent(".notice"), /logged out everywhere/);
    await user.goto("/account");
    assert.equal(new URL(user.url()).pathname, "/login");
    await page.getByRole("button", { name: "Delete the user" }).click();  // the browser wants the address first
    assert.match(page.url(), /admin\/users\/[0-9a-f]+/);
    await theirs.close();

    await page.click("text=What was done");
    await page.waitForURL("**/admin/audit?*");
    assert.ok(await page.locator("td", { hasText: "user.disable" }).count() > 0);
    await checkLooks(page, "admin-audit");
    for (const place of ["jobs", "mails"]) {
      await page.goto(`/admin/${place}`);
      await checkLooks(page, `admin-${place}`);
    }
  }, still));

test("a model is uploaded, measured before anything else, promoted with a note, and rolled back", { timeout: TIMEOUT_MS }, () =>
  world.visit(async (page) => {
    await logInAsAdministrator(page);
    await page.goto("/admin/models");
    await checkLooks(page, "admin-models");
    await page.setInputFiles("#file", modelFile());
    await page.getByLabel("Note").fill("the same weights");
    await press(page, "Upload and evaluate");
    assert.match(await page.textContent("main"), /has not been evaluated on MNIST/);
    assert.equal(await page.getByRole("button", { name: "Serve it to everybody" }).count(), 0);
    await checkLooks(page, "admin-model-not-measured");

    const start = Date.now();
    while (await page.getByText("It may be promoted.").count() === 0) {
      assert.ok(Date.now() - start < TIMEOUT_MS, await page.textContent("main"));
      await page.waitForTimeout(1000);
      await page.reload();
    }
    assert.match(await page.locator("tbody tr").first().textContent(), /passed.*\+0\.00 points/s);
    await checkLooks(page, "admin-model");
    await page.getByLabel("Why, for those").fill("a try of the promotion");
    await press(page, "Serve it to everybody");
    assert.match(await page.textContent(".notice"), /Everybody is served with this version/);
    await page.click("nav >> text=Models");
    assert.match(await page.textContent("main"), /a try of the promotion/);
    await checkLooks(page, "admin-models-promoted");
    await press(page, "Roll back");
    assert.match(await page.textContent("main"), /rolled back/);
    assert.match(await page.textContent("[aria-labelledby=served]"), /that the server was started with/);
  }, still));

test("a backup is made by a button, and without a script too", { timeout: TIMEOUT_MS }, () =>
  world.visit(async (page) => {
    await logInAsAdministrator(page);
    await press(page, "Back up now");
    const start = Date.now();
    while (await page.locator("code", { hasText: /^digitnet-.*\.zip$/ }).count() === 0) {
      assert.ok(Date.now() - start < TIMEOUT_MS, await page.textContent("main"));
      await page.waitForTimeout(200);
      await page.goto("/admin");
    }
  }, { javaScriptEnabled: false }));
