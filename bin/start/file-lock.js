// Decides who may use a folder (or do a set-up step) when several starts want to at once.
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./failure.js";
import { identityOf, isAlive } from "./process-identity.js";

const HEARTBEAT_MS = 5_000;
// A holder on another machine (or in another container) cannot be looked up; it counts as gone after this silence.
const REMOTE_SILENCE_MS = 30_000;

/**
 * @typedef {import("./process-identity.js").ProcessIdentity} ProcessIdentity
 * @typedef {ProcessIdentity & { host: string, stopping?: boolean }} Holder
 * @typedef {{ markStopping: () => void, release: () => void }} FileLock
 */

/** @param {string} file @returns {{ text: string, holder: Holder | undefined } | undefined} undefined when there is no lock */
function read(file) {
  try {
    const text = readFileSync(file, "utf8");
    try {
      return { text, holder: JSON.parse(text) };
    } catch {
      return { text, holder: undefined };
    }
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {string} file @param {Holder | undefined} holder @returns {boolean} */
function isHeld(file, holder) {
  let ageMs = 0;
  try {
    ageMs = Date.now() - statSync(file).mtimeMs;
  } catch {
    return false;
  }
  // A lock without content is one that is being written this moment, unless its writer died.
  if (!holder?.pid) return ageMs < 2_000;
  if (holder.host !== hostname()) return ageMs < REMOTE_SILENCE_MS;
  return isAlive(holder);
}

/** Takes away a lock whose holder is gone; a lock that another start has just made instead is put back. */
function removeStale(/** @type {string} */ file, /** @type {string} */ staleText) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  try {
    if (readFileSync(aside, "utf8") !== staleText) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} file @returns {Holder | undefined} who holds the lock now; undefined when nobody living does */
export function holderOf(file) {
  const found = read(file);
  return found?.holder && isHeld(file, found.holder) ? found.holder : undefined;
}

/** Makes the file with this text, or leaves none. @param {string} file @param {string} text */
function writeNew(file, text) {
  const handle = openSync(file, "wx", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    rmSync(file, { force: true });
    throw Object.assign(/** @type {Error} */ (error), { path: file });
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes over a text that is no longer than the new one. The file is never empty in between, and takes no more space than it
 * has: on a full disk too a lock that is held stays one.
 * @param {string} file @param {string} text
 */
function writeOver(file, text) {
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, text, 0);
  } finally {
    closeSync(handle);
  }
}

/**
 * Takes the lock, waiting while `mayWait(holder, waitedMs)` says so. Stale locks (holder gone, process id used again,
 * machine restarted) are recognised and taken over.
 * @param {string} file
 * @param {(holder: Holder | undefined, waitedMs: number) => boolean} mayWait
 * @returns {Promise<FileLock | undefined>} undefined when it is held and waiting is over
 */
export async function takeFileLock(file, mayWait) {
  /** @type {Holder} */
  const mine = { ...identityOf(process.pid), host: hostname() };
  const began = Date.now();
  for (;;) {
    try {
      writeNew(file, JSON.stringify(mine));
      // Two starts that find the same stale lock can pass each other once; the one that is left in the file has it.
      await sleep(40);
      if (read(file)?.holder?.pid === mine.pid) break;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const found = read(file);
    if (!found) continue;
    if (!isHeld(file, found.holder)) {
      removeStale(file, found.text);
      continue;
    }
    if (!mayWait(found.holder, Date.now() - began)) return undefined;
    await sleep(200);
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The folder was taken away under us; what runs in it will say so.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    markStopping() {
      try {
        writeOver(file, JSON.stringify({ ...mine, stopping: true }));
      } catch {
        // Only a courtesy to a start that waits.
      }
    },
    release() {
      clearInterval(heartbeat);
      if (read(file)?.holder?.pid === mine.pid) rmSync(file, { force: true });
    },
  };
}
