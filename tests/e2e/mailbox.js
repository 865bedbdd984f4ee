// What the server under test has sent: to a mail server, or, without one, into a folder.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIL_SERVER = fileURLToPath(new URL("../serve/accounts/mail_server/mail_server.js", import.meta.url));

/** A mail server on loopback: {url, mails, stop()}; each mail is {to, text}. */
export async function startMailServer() {
  const child = spawn(process.execPath, [MAIL_SERVER, "plain", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const mails = [];
  const port = await new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the mail server does not start")));
    createInterface(child.stdout).on("line", (line) => {
      line.startsWith("port ") ? resolve(Number(line.slice(5))) : mails.push(JSON.parse(line));
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url: `smtp://127.0.0.1:${port}`, mails, stop };
}

function writtenMails(server) {
  const folder = join(server.data, "outbox");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".eml")).sort().map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return { to: [/^To: (\S+)\r?$/m.exec(text)?.[1]], text };
  });
}

/** What the latest mail to `address` that matches has in the pattern's first group; waits for it. */
export async function fromMail(server, address, pattern) {
  for (const end = Date.now() + 15000; Date.now() < end; await pause(50)) {
    const mails = (server.mails ?? writtenMails(server)).filter((mail) => mail.to.includes(address));
    const found = mails.map((mail) => pattern.exec(mail.text)).filter(Boolean);
    if (found.length > 0) return found.at(-1)[1];
  }
  throw new Error(`no mail to ${address} with ${pattern}`);
}

export const codeFromMail = (server, address) => fromMail(server, address, /^\s+(\d{8})\s*$/m);
/** The path of a link that begins with `start`. */
export const linkFromMail = (server, address, start) => fromMail(server, address, new RegExp(`https?://[^/\\s]+(${start}\\S+)`));
