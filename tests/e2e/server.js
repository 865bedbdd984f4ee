// Starts the server under test on a free port. DIGITNET_COMMAND names the program. With E2E_SERVICES=external it works with a
// PostgreSQL and a mail server; else it keeps everything in its own folder.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMailServer } from "./mailbox.js";
import { startPostgresql } from "./postgresql.js";

const START_TIMEOUT_MS = 30000;

async function startServices() {
  if (process.env.E2E_SERVICES !== "external") return { options: [], place: [], stop: async () => {} };
  const [database, mail] = await Promise.all([startPostgresql(), startMailServer()]);
  return {
    options: ["--database", database.database, "--smtp", mail.url, "--mail-from", "digits@example.org"],
    place: ["--database", database.database],
    mails: mail.mails,
    stop: async () => {
      await database.stop();
      await mail.stop();
    },
  };
}

/** {url, data, place, mails, stop()}; `options` are flags of `digitnet serve`, `data` is the folder where it keeps its files until it stops,
 * `place` how `digitnet user` is told where it keeps the rest, `mails` what came to the mail server, where there is one. */
export async function startServer(options = []) {
  const command = process.env.DIGITNET_COMMAND;
  if (!command) throw new Error("DIGITNET_COMMAND must name the digitnet program");
  const data = mkdtempSync(join(tmpdir(), "digitnet-e2e-"));
  const services = await startServices();
  const words = ["serve", "--port", "0", "--rate", "0", "--data-dir", data, ...services.options, ...options];
  const child = spawn(command, words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    let talk = "";
    const timer = setTimeout(() => reject(new Error(`no server after ${START_TIMEOUT_MS} ms: ${talk}`)), START_TIMEOUT_MS);
    child.stderr.on("data", (data) => {
      talk += data;
      const match = /serving (http:\/\/\S+?)\/?\s/.exec(talk);
      if (match) {
        clearTimeout(timer);
        resolve(match[1]);
      }
    });
    child.once("exit", (code) => reject(new Error(`digitnet serve ended with ${code}: ${talk}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 15000);
    await ended;
    clearTimeout(timer);
    await services.stop();
    rmSync(data, { recursive: true, force: true });
  };
  return { url, data, place: ["--data-dir", data, ...services.place], mails: services.mails, stop };
}
