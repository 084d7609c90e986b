/** The resident memory of the processes under measurement, read from /proc while they work. */
import { readdirSync, readFileSync } from "node:fs";

const everyMs = 100;
const mib = 1024 * 1024;

/** The resident memory of a process and all that it started, in MB; null where there is no /proc. */
function residentMb(pid: number): number | null {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const own = (Number(resident ?? 0) * 1024) / mib;
    return children.reduce((sum, child) => sum + (residentMb(child) ?? 0), own);
  } catch {
    return null;
  }
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
