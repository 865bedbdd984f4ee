// A private PostgreSQL for one server under test, on a socket in a folder of its own, as Debian installs it.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const INSTALLED = "/usr/lib/postgresql";
const START_TIMEOUT_MS = 30000;

function newestPrograms() {
  const versions = readdirSync(INSTALLED).map(Number).filter(Number.isInteger);
  return `${INSTALLED}/${Math.max(...versions)}/bin`;
}

// PostgreSQL refuses to run as root.
function owner() {
  if (process.getuid() !== 0) return null;
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" })));
  return { uid, gid };
}

/** {database, stop()}: the address of an empty database. */
export async function startPostgresql() {
  const programs = newestPrograms();
  const folder = mkdtempSync("/tmp/digitnet-pg-");  // short: a socket's path has 107 bytes at most
  const user = owner();
  if (user) chownSync(folder, user.uid, user.gid);
  const options = { ...user, stdio: "ignore", cwd: folder, env: { LC_ALL: "C", PATH: process.env.PATH } };
  execFileSync(`${programs}/initdb`, ["-D", `${folder}/data`, "-U", "digitnet", "-A", "trust", "-E", "UTF8", "--no-sync"], options);
  const words = ["--pdeathsig", "INT", `${programs}/postgres`, "-D", `${folder}/data`, "-k", folder, "-h", "", "-F", "-c", "max_connections=40"];
  const child = spawn("setpriv", words, options);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const reach = ["-h", folder, "-U", "digitnet"];
  for (const end = Date.now() + START_TIMEOUT_MS; ; await pause(50)) {
    try {
      execFileSync(`${programs}/createdb`, [...reach, "e2e"], options);
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { database: `postgresql:///e2e?host=${folder}&user=digitnet`, stop };
}
