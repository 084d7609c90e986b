// Proves that this process may open enough files: with too few, modules fail to load in the middle of requests.
import { readFileSync } from "node:fs";
import { StartFailure } from "./failure.js";

const LEAST = 1_024;

/** @param {string} limits /proc/self/limits @returns {number} how many files may be open; Infinity where it does not say */
export function openFilesIn(limits) {
  const line = /^Max open files\s+(\S+)/m.exec(limits);
  const soft = Number(line?.[1]);
  return Number.isFinite(soft) ? soft : Number.POSITIVE_INFINITY;
}

/** Node raises the soft limit to the hard one by itself, so what is seen here is all there is. @throws {StartFailure} */
export function checkOpenFiles() {
  if (process.platform !== "linux") return;
  const allowed = openFilesIn(readFileSync("/proc/self/limits", "utf8"));
  if (allowed >= LEAST) return;
  throw new StartFailure(
    `This process may open only ${allowed} files and Rollcall needs ${LEAST}: raise the limit (ulimit -n 4096, or LimitNOFILE=4096 in its systemd unit) and start again.`,
  );
}
