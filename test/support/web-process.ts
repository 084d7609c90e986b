// Real web processes for benches and simulations, from the production build.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../bin/start/postgres.js";
import { PROJECT_FOLDER } from "../../bin/start/project.js";

export interface WebProcess {
  port: number;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  output: () => string;
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

const readyLimitMs = 60_000;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts `next start` on `wantedPort` (a free one unless it is given), on the database (and Redis) of this process's
 * environment; resolves when it answers.
 */
export async function startWebProcess(
  settings: Record<string, string> = {},
  wantedPort?: number,
): Promise<WebProcess> {
  const port = wantedPort ?? (await freePort());
  const child = spawn(
    process.execPath,
    [join(PROJECT_FOLDER, "node_modules/next/dist/bin/next"), "start", "-p", String(port)],
    {
      cwd: PROJECT_FOLDER,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        PORT: String(port),
        ROLLCALL_LOG_LEVEL: "warn",
        ...settings,
      },
    },
  );
  running.add(child);
  const ended = once(child, "exit").then(() => running.delete(child));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => {
      output = `${output}${piece}`.slice(-20_000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const deadlineMs = performance.now() + readyLimitMs;
  for (;;) {
    const healthy = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) break;
    if (child.exitCode !== null || performance.now() > deadlineMs) {
      child.kill("SIGKILL");
      throw new Error(`the web server did not become ready:\n${output}`);
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  const endWith = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await ended;
  };
  return { port, url, output: () => output, kill: endWith("SIGKILL"), stop: endWith("SIGTERM") };
}
