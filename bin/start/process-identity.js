// Decides whether a process id noted earlier still means the same process: ids are used again.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./failure.js";

/**
 * One process, as noted in a file: its id and the instant it began as the operating system tells it.
 * @typedef {{ pid: number, began: string }} ProcessIdentity
 */

/** @param {number} pid @returns {string} when that process began, "" when there is none (or it is a zombie) */
function beganAt(pid) {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The program's name stands in brackets and may hold spaces: the fields are counted after it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return "";
      const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return `${bootId}/${fields[19]}`;
    } catch {
      return "";
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** @param {number} pid @returns {ProcessIdentity} */
export function identityOf(pid) {
  return { pid, began: beganAt(pid) };
}

/** @param {ProcessIdentity | undefined} identity @returns {boolean} true while exactly that process runs */
export function isAlive(identity) {
  return identity !== undefined && identity.began !== "" && beganAt(identity.pid) === identity.began;
}

/** @param {number} pid @returns {boolean} true while any process has this id */
export function isRunning(pid) {
  return beganAt(pid) !== "";
}

/** @param {number} pid @returns {boolean} true while the system has this id in use, also for one that has ended and was not reaped */
export function isKnown(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {number} pid @returns {string} the name of the program behind a process id, "" if there is none */
export function programOf(pid) {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/**
 * Sends a signal; a process that is gone already is fine.
 * @param {number} pid negative for a whole process group @param {NodeJS.Signals} signal @returns {boolean} whether it was there
 */
export function signal(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** @param {() => boolean} condition @param {number} limitMs @returns {Promise<boolean>} whether it came true in time */
export async function until(condition, limitMs) {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() >= deadline) return false;
    await sleep(50);
  }
  return true;
}
