// Accounts for the tests of what is for users: made as people make them, with the code from the mail in the outbox.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const PASSWORD = "a heron waits in the reeds";

const mailsIn = (folder) => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".eml")).map((name) => readFileSync(join(folder, name), "utf8"));
  } catch {
    return [];
  }
};

/** The newest code in a mail to `email`, waited for. */
export async function codeTo(world, email) {
  for (let tries = 0; tries < 100; ++tries) {
    const mails = mailsIn(join(world.server.data, "outbox")).filter((mail) => mail.includes(email));
    const code = /^\s+(\d{4} ?\d{4})\s*$/m.exec(mails.at(-1) ?? "");
    if (code) return code[1];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no code was mailed to ${email}`);
}

let count = 0;

/** Registers a new user on the page, who is logged in then; gives the address. */
export async function register(world, page) {
  const email = `person${++count}.${process.pid}@example.org`;
  await page.goto("/register");
  await page.fill("[name=name]", "Ann");
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=channel][value=code]");
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[name=code]");
  await page.fill("[name=code]", await codeTo(world, email));
  await page.click("main form button[type=submit]");
  await page.waitForURL("**/account**");
  return email;
}
