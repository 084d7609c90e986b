/** The resident memory of the processes under measurement, read from /proc while they work. */
import { sumOf, treeOf } from "./process-tree";

const everyMs = 100;
const kbPerMb = 1024;

/** The resident memory of a process and all that it started, in MB; null where there is no /proc. */
function residentMb(pid: number): number | null {
  const pids = treeOf(pid);
  if (pids.length === 0) return null;
  return sumOf(pids, "status", (text) => Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0)) / kbPerMb;
}

/** Watches one process; `pid` is asked anew each time, for who was started again has another. */
export class MemoryWatch {
  #highest: number | null = null;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly pid: () => number | undefined) {
    this.#timer = setInterval(() => this.#look(), everyMs).unref();
  }

  /** What it takes now, in MB. */
  now(): number | null {
    const pid = this.pid();
    return pid === undefined ? null : residentMb(pid);
  }

  /** The most since the last call, in MB; null where nothing could be read. */
  highest(): number | null {
    this.#look();
    const found = this.#highest;
    this.#highest = null;
    return found;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.now();
    if (now !== null) this.#highest = Math.max(this.#highest ?? 0, now);
  }
}
