// Journeys of accounts: registration, confirmation, login, and one's own account.
import assert from "node:assert/strict";
import { test } from "node:test";
import { logIn, PASSWORD, press, register, signUp } from "./account.js";
import { useBrowser } from "./browser.js";
import { codeFromMail, linkFromMail } from "./mailbox.js";

// More people register here than one address may within an hour, so each test has a server's fresh count: its own file.
const world = useBrowser();
const heading = (page) => page.textContent("h1");
const path = (page) => new URL(page.url()).pathname;
const kindOf = async (field) => [await field.getAttribute("type"), await field.getAttribute("autocomplete")];
const refused = { expected: [/status of 4(01|03|10|22|29)/] };

test("who registers by form and types the code from the mail is logged in; a wrong code is told", () =>
  world.visit(async (page) => {
    const email = "code@example.org";
    await register(page, { email, channel: "code" });
    assert.equal(path(page), "/confirm");
    await page.getByLabel("The eight digits from the mail").fill("00000000");
    await press(page, "Confirm");
    assert.match(await page.textContent(".field-problem"), /not the code/);
    await page.getByLabel("The eight digits from the mail").fill(await codeFromMail(world.server, email));
    await press(page, "Confirm");
    assert.equal(path(page), "/account");
    assert.match(await page.textContent("[role=status]"), /confirmed/);
    assert.match(await page.textContent("nav"), /Account/);
  }, refused));

test("who opens the link from the mail presses a button, and is logged in where the registration began", () =>
  world.visit(async (page) => {
    const email = "link@example.org";
    await register(page, { email, channel: "link" });
    const link = await linkFromMail(world.server, email, "/confirm/");
    await page.goto(link);
    await press(page, "Confirm");
    assert.equal(path(page), "/account");
    await page.goto(link);
    assert.equal(await heading(page), "That is over");
  }, refused));

test("without JavaScript an account is made, changed, left and entered again, and Back shows nothing of it", () =>
  world.visit(async (page) => {
    const email = "plain@example.org";
    await signUp(page, world.server, email);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Plain Ann");
    await press(page, "Change the name");
    assert.match(await page.textContent(".lead"), /Plain Ann/);
    const leaving = page.waitForResponse((response) => response.request().method() === "POST");
    await press(page, "Log out");
    assert.match(await (await leaving).headerValue("clear-site-data"), /"storage"/);
    assert.equal(path(page), "/login");
    await page.goBack();
    assert.equal(path(page), "/login");
    await logIn(page, email, "not the password");
    assert.match(await page.textContent("[role=alert]"), /do not fit together/);
    await logIn(page, email);
    assert.equal(path(page), "/account");
  }, { javaScriptEnabled: false, ...refused }));

test("password managers know the fields of passwords, and a password is pasted", () =>
  world.visit(async (page) => {
    for (const [where, autocomplete] of [["/register", "new-password"], ["/login", "current-password"]]) {
      await page.goto(where);
      const password = page.getByLabel("Password", { exact: true });
      assert.deepEqual(await kindOf(password), ["password", autocomplete]);
      assert.deepEqual(await kindOf(page.getByLabel("Email address")), ["email", "email"]);
      await page.getByLabel("Email address").fill(PASSWORD);
      await page.keyboard.press("Control+A");
      await page.keyboard.press("Control+C");
      await password.focus();
      await page.keyboard.press("Control+V");
      assert.equal(await password.inputValue(), PASSWORD);
    }
  }));

test("a forgotten password is set anew by the link from the mail, which ends every session", () =>
  world.visit(async (page) => {
    const email = "forgot@example.org";
    await signUp(page, world.server, email);
    const other = await (await world.browser.newContext({ baseURL: world.url })).newPage();
    await other.goto("/forgot");
    await other.getByLabel("Email address").fill(email);
    await press(other, "Send the link");
    await other.goto(await linkFromMail(world.server, email, "/reset/"));
    await other.getByLabel("New password").fill("another walk in the wood");
    await press(other, "Set the password");
    await other.context().close();
    await page.goto("/account");
    assert.equal(path(page), "/login");
    await logIn(page, email, "another walk in the wood");
    assert.equal(path(page), "/account");
  }, refused));

test("sessions are listed and ended, tokens shown once, and the account is deleted with its password", () =>
  world.visit(async (page) => {
    const email = "own@example.org";
    await signUp(page, world.server, email);
    const other = await (await world.browser.newContext({ baseURL: world.url })).newPage();
    await logIn(other, email);
    await page.goto("/account");
    assert.equal(await page.locator("[aria-labelledby=sessions-title] li").count(), 2);
    await press(page, "End all others");
    await other.goto("/account");
    assert.equal(path(other), "/login");
    await other.context().close();

    await page.getByLabel("What the token is for").fill("a script");
    await press(page, "Make a token");
    assert.match(await page.textContent("#new-token"), /^dgn_/);
    await page.goto("/account");
    assert.equal(await page.locator("#new-token").count(), 0);
    await press(page, "Revoke a script");

    const secrets = await page.locator("input[type=password]").all();
    assert.ok(secrets.length >= 3);
    for (const secret of secrets) assert.match((await kindOf(secret))[1], /^(current|new)-password$/);
    assert.deepEqual(await kindOf(page.getByLabel("New password")), ["password", "new-password"]);

    const deletion = page.locator("[aria-labelledby=delete-title]");
    await deletion.getByLabel("Your password").fill("wrong password");
    await press(page, "Delete my account");
    assert.equal(await page.locator(".field-problem").count(), 1);
    await page.locator("[aria-labelledby=delete-title]").getByLabel("Your password").fill(PASSWORD);
    await press(page, "Delete my account");
    assert.equal(path(page), "/login");
    await logIn(page, email);
    assert.equal(path(page), "/login");
  }, refused));
