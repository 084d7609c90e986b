// Waits for space: what ended because the disk is full could not start before there is some either.
import { statfsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Below this PostgreSQL ends again with the next of its log files, which have 16 MiB each. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;
const LOOK_MS = 1_000;

/** @param {string} folder @returns {boolean} whether its disk has too little room; false where that cannot be told */
function isFull(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

/** Resolves once the disk of the folder has room; says so first if that takes a wait. @param {string} folder @param {(line: string) => void} say */
export async function whenThereIsSpace(folder, say) {
  if (!isFull(folder)) return;
  say(`The disk of ${folder} is full: what ended is started again when there is space.`);
  while (isFull(folder)) await sleep(LOOK_MS);
}
