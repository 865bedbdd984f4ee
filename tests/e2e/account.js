// What people do with accounts, as they do it.
import { codeFromMail } from "./mailbox.js";

export const PASSWORD = "a walk in the wood";

/** Presses the button with this name and waits for the page behind it. */
export const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).click()]);

/** Fills the form of registration and sends it. */
export async function register(page, { name = "Ann", email, password = PASSWORD, channel = "link" }) {
  await page.goto("/register");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.check(`input[name=channel][value=${channel}]`);
  await press(page, "Make an account");
}

/** A new user, who is logged in then. */
export async function signUp(page, server, email) {
  await register(page, { email, channel: "code" });
  await page.getByLabel("The eight digits from the mail").fill(await codeFromMail(server, email));
  await press(page, "Confirm");
}

export async function logIn(page, email, password = PASSWORD) {
  await page.goto("/login");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Log in");
}

let people = 0;

/** Signs up somebody new; gives the address. */
export async function signUpSomebody(page, server) {
  const email = `person${++people}@example.org`;
  await signUp(page, server, email);
  return email;
}
