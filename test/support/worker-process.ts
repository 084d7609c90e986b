// Real worker processes for the tests that kill them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** A worker in its own process, on the database (and Redis) that this process's environment names. */
export interface WorkerProcess {
  /** What it has written, for when a test fails. */
  output: () => string;
  /** Ends it without a word, as a power cut would, and waits until it is gone. */
  kill: () => Promise<void>;
  /** Asks it to end after its running jobs. Returns its exit code. */
  stop: () => Promise<number | null>;
}

const running = new Set<WorkerProcess>();

/** Ends whatever worker a test left behind. */
export async function killWorkerProcesses(): Promise<void> {
  await Promise.all([...running].map((worker) => worker.kill()));
}

/** Starts `jobs/worker.ts`; resolves when it takes jobs. */
export async function startWorkerProcess(settings: Record<string, string> = {}): Promise<WorkerProcess> {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", resolve("jobs/worker.ts")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ROLLCALL_LOG_LEVEL: "info", ...settings },
  });
  const ended = once(child, "exit");
  let output = "";
  const isReady = new Promise<void>((settle, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (piece) => {
        output += String(piece);
        if (output.includes("worker ready")) settle();
      });
    }
    void ended.then(() => reject(new Error(`the worker ended before it was ready:\n${output}`)));
  });
  await isReady;
  const worker: WorkerProcess = {
    output: () => output,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      const [code] = await ended;
      return code as number | null;
    },
  };
  running.add(worker);
  void ended.then(() => running.delete(worker));
  return worker;
}

/** Looks every few milliseconds until `look` finds something. @throws when that takes longer than `seconds` */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  seconds = 45,
): Promise<T> {
  const deadlineMs = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadlineMs) throw new Error(`${what} did not happen within ${seconds} seconds`);
    await new Promise((next) => setTimeout(next, 15));
  }
}
