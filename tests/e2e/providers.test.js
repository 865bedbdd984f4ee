// Sign-in at providers that behave like Google and like LinkedIn, in a browser.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ACCOUNTS, startProvider } from "../support/oidc_provider/provider.js";
import { press, signUp } from "./account.js";
import { useBrowser } from "./browser.js";

const SECRET = "a secret of the test";
const folder = mkdtempSync(join(tmpdir(), "digitnet-providers-"));
const file = join(folder, "providers.json");
const providers = {};
const path = (page) => new URL(page.url()).pathname;

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

// Not in a hook: the server's own might run first.
const port = await freePort();
const accounts = { ...ACCOUNTS, carol: { email: "carol@example.org", email_verified: true, name: "Carol Example" } };
for (const profile of ["google", "linkedin"]) {
  const redirect_uris = [`http://127.0.0.1:${port}/auth/${profile}/callback`];
  providers[profile] = await startProvider({ profile, redirect_uris, client_secret: SECRET, accounts });
}
const list = Object.entries(providers).map(([kind, { issuer }]) =>
  ({ id: kind, label: kind === "google" ? "Google" : "LinkedIn", kind, issuer, client_id: "digitnet", client_secret: SECRET }));
writeFileSync(file, JSON.stringify(list), { mode: 0o600 });

after(async () => {
  for (const provider of Object.values(providers)) await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});

const world = useBrowser(["--port", String(port), "--providers", file]);
// The provider is another site, which the browser is sent to.
const elsewhere = { expected: [/request to http:\/\/127\.0\.0\.1|status of 4(01|04|09)/] };

/** The provider asks who it is, unless it knows this browser. */
async function goThrough(page, provider, name) {
  await page.goto("/login");
  await press(page, `Continue with ${provider}`);
  if (name) await press(page, name);
}

test("a new person comes from Google, makes an account, and is known the next time", () =>
  world.visit(async (page) => {
    await goThrough(page, "Google", "alice");
    assert.match(await page.textContent("main"), /alice@example\.org/);
    await press(page, "Make the account");
    assert.equal(path(page), "/account");
    await press(page, "Log out");
    await goThrough(page, "Google");
    assert.equal(path(page), "/account");
    assert.match(await page.textContent(".lead"), /Alice Example/);
  }, elsewhere));

test("who has the address at LinkedIn, but is not vouched for, gets no one's account", () =>
  world.visit(async (page) => {
    await goThrough(page, "LinkedIn", "mallory");
    assert.match(await page.textContent("h1"), /has an account/);
    await page.goto("/account");
    assert.equal(path(page), "/login");
  }, elsewhere));

test("LinkedIn is linked to an account by who is logged in, and then signs in to it", () =>
  world.visit(async (page) => {
    await signUp(page, world.server, "ben@example.org");
    await press(page, "Link LinkedIn");
    await press(page, "carol");
    assert.equal(path(page), "/account");
    assert.match(await page.textContent("[aria-labelledby=providers-title]"), /LinkedIn carol@example\.org/);
    await press(page, "Log out");
    await goThrough(page, "LinkedIn");
    assert.match(await page.textContent(".lead"), /ben@example\.org/);
    await press(page, "Unlink LinkedIn");
    assert.match(await page.textContent("[aria-labelledby=providers-title]"), /None is linked/);
  }, elsewhere));

test("who says no at the provider is told so, and may log in otherwise", () =>
  world.visit(async (page) => {
    await goThrough(page, "Google", "Cancel");
    assert.match(await page.textContent("h1"), /did not work/);
  }, { expected: [/request to http:\/\/127\.0\.0\.1|status of 40[04]/] }));
