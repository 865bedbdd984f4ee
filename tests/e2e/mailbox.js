// What the server under test has sent: without a mail server it writes mails into a folder.
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

function mailsTo(server, address) {
  const folder = join(server.data, "outbox");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".eml")).sort();
  return names.map((name) => readFileSync(join(folder, name), "utf8")).filter((mail) => mail.includes(`To: ${address}\n`) || mail.includes(`To: ${address}\r\n`));
}

/** What the latest mail to `address` that matches has in the pattern's first group; waits for it. */
export async function fromMail(server, address, pattern) {
  for (const end = Date.now() + 15000; Date.now() < end; await pause(50)) {
    const found = mailsTo(server, address).map((mail) => pattern.exec(mail)).filter(Boolean);
    if (found.length > 0) return found.at(-1)[1];
  }
  throw new Error(`no mail to ${address} with ${pattern}`);
}

export const codeFromMail = (server, address) => fromMail(server, address, /^\s+(\d{8})\s*$/m);
/** The path of a link that begins with `start`. */
export const linkFromMail = (server, address, start) => fromMail(server, address, new RegExp(`https?://[^/\\s]+(${start}\\S+)`));
