// Keeps one process running: notices its end, says so, starts it again with growing pauses, and gives up in the end.
import { isRunning, signal, until } from "./process-identity.js";

const WINDOW_MS = 60_000;
const ENDS_ALLOWED = 5;
const FIRST_PAUSE_MS = 500;

/**
 * @typedef {{ pid: number, ended: Promise<string> }} Running `ended` resolves with how it ended ("exit code 1", "signal SIGKILL")
 * @typedef {{ launch: () => Promise<void>, isUp: () => boolean, whenUp: () => Promise<void>, pid: () => number | undefined,
 *   stop: (end: (pid: number) => Promise<void>) => Promise<void> }} Supervised
 */

/**
 * @param {{ name: string, start: () => Promise<Running>, say: (line: string) => void, giveUp: (sentence: string) => void,
 *   before?: () => Promise<void>, isExcused?: () => boolean, changed?: () => void }} options
 *   `before` is waited for ahead of each restart (the database must be back); while `isExcused` an end is not held against
 *   it; `changed` is told of every new process id; `pauseMs` is the first pause, doubled each time
 * @param {number} [pauseMs]
 * @returns {Supervised}
 */
export function supervise(
  { name, start, say, giveUp, before, isExcused, changed },
  pauseMs = FIRST_PAUSE_MS,
) {
  /** @type {Running | undefined} */
  let running;
  let stopping = false;
  /** @type {number[]} */
  let ends = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {(() => void)[]} */
  let waiters = [];

  async function launch() {
    const mine = await start();
    running = mine;
    changed?.();
    for (const resolve of waiters.splice(0)) resolve();
    void mine.ended.then((how) => {
      if (running === mine) running = undefined;
      if (!stopping) afterEnd(`${name} ended unexpectedly (${how})`);
    });
  }

  /** @param {string} sentence */
  function afterEnd(sentence) {
    const now = Date.now();
    ends = ends.filter((endedAt) => now - endedAt < WINDOW_MS);
    if (!isExcused?.()) ends.push(now);
    if (ends.length > ENDS_ALLOWED) {
      giveUp(
        `${sentence} for the ${ends.length}th time within a minute: Rollcall stops. The lines above say why.`,
      );
      return;
    }
    const wait = pauseMs * 2 ** Math.max(0, ends.length - 1);
    say(`${sentence}; it is started again in ${wait / 1000} s.`);
    timer = setTimeout(async () => {
      try {
        await before?.();
        if (stopping) return;
        await launch();
        say(`${name} runs again.`);
      } catch (error) {
        if (!stopping)
          afterEnd(`${name} could not be started (${error instanceof Error ? error.message : error})`);
      }
    }, wait);
  }

  return {
    launch,
    isUp: () => running !== undefined,
    whenUp: () => (running ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    pid: () => running?.pid,
    async stop(end) {
      stopping = true;
      clearTimeout(timer);
      if (running) await end(running.pid);
      waiters = [];
    },
  };
}

/**
 * Ends a process that leads its own group: SIGTERM to it, after `patienceMs` SIGKILL to the whole group.
 * @param {number} pid @param {number} patienceMs @param {() => boolean} [isGone]
 */
export async function endGroup(pid, patienceMs, isGone = () => !isRunning(pid)) {
  signal(pid, "SIGTERM");
  await until(isGone, patienceMs);
  // Also after a clean end: what it started and left must not keep the port or the data.
  signal(-pid, "SIGKILL");
  await until(isGone, 5_000);
}
