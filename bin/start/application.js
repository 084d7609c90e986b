// The two processes of the application: how web and worker are started, and how we know that they are ready.
import { spawn } from "node:child_process";
import { get } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { StartFailure } from "./failure.js";
import { PROJECT_FOLDER } from "./project.js";

/** @typedef {import("./supervise.js").Running} Running */

const END_WITH_PARENT = new URL("./end-with-parent.js", import.meta.url).href;
const READY_LIMIT_MS = 120_000;

/**
 * Starts a program in its own process group (a Ctrl-C reaches us alone, and we stop them in order) and passes its lines on.
 * @param {string} name @param {string[]} args of node @param {NodeJS.ProcessEnv} env @param {(line: string) => void} [seeLine]
 * @param {boolean} [isQuiet] only what it writes to stderr is passed on
 * @returns {Running}
 */
function startNode(name, args, env, seeLine, isQuiet = false) {
  const child = spawn(process.execPath, ["--import", END_WITH_PARENT, ...args], {
    cwd: PROJECT_FOLDER,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const prefix = process.stdout.isTTY ? `${name.padEnd(6)} │ ` : "";
  const outputs = /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]);
  for (const [from, to] of outputs) {
    createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      if (!isQuiet || to === process.stderr) to.write(`${prefix}${line}\n`);
      seeLine?.(line);
    });
  }
  const ended = new Promise((/** @type {(how: string) => void} */ resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, name) => resolve(name ? `signal ${name}` : `exit code ${code}`));
  });
  return { pid: child.pid ?? 0, ended };
}

const nextProgram = join(PROJECT_FOLDER, "node_modules/next/dist/bin/next");
const tsxProgram = join(PROJECT_FOLDER, "node_modules/tsx/dist/cli.mjs");

/**
 * Node lets a heap grow to four times what is in use before it clears it, where it may take 2 GiB or more; less under a limit.
 * `next dev` and `tsx watch` manage processes of their own. @param {boolean} dev @param {number} heapMiB @returns {string[]}
 */
const heapLimit = (dev, heapMiB) => (dev ? [] : [`--max-old-space-size=${heapMiB}`]);

/** @param {{ port: number, dev: boolean, heapMiB: number, env: NodeJS.ProcessEnv }} options @returns {Running} */
export function startWeb({ port, dev, heapMiB, env }) {
  const address = env.ROLLCALL_HOST ? ["-H", env.ROLLCALL_HOST] : [];
  const args = [nextProgram, dev ? "dev" : "start", "-p", String(port), ...address];
  return startNode("web", [...heapLimit(dev, heapMiB), ...args], env);
}

/** @param {{ dev: boolean, heapMiB: number, env: NodeJS.ProcessEnv, onReady: () => void }} options @returns {Running} */
export function startWorker({ dev, heapMiB, env, onReady }) {
  const args = dev
    ? [tsxProgram, "watch", "--clear-screen=false", "jobs/worker.ts"]
    : [...heapLimit(dev, heapMiB), "--import", "tsx", "jobs/worker.ts"];
  return startNode("worker", args, env, (line) => {
    if (line.includes('"worker ready"')) onReady();
  });
}

/** @param {string[]} options of demo/main.ts @returns {string[]} arguments of node that start a stand-in appliance */
export function standInArguments(options) {
  return ["--import", "tsx", join(PROJECT_FOLDER, "demo/main.ts"), ...options];
}

/** @param {{ args: string[], env: NodeJS.ProcessEnv, onReady: () => void }} options @returns {Running} */
export function startStandIn({ args, env, onReady }) {
  const seeLine = (/** @type {string} */ line) => line.includes("control page") && onReady();
  return startNode("demo", args, env, seeLine, true);
}

/** @param {number} port @param {string} [host] @returns {Promise<boolean>} whether GET /healthz answers 200 now */
function isHealthy(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/healthz", agent: false, timeout: 30_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

/**
 * Waits until the web server answers. @param {number} port @param {string} [host] where it listens, if not everywhere
 * @throws {StartFailure} after two minutes
 */
export async function waitForWeb(port, host) {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!(await isHealthy(port, host))) {
    if (Date.now() > deadline)
      throw new StartFailure(
        `The web server did not answer on port ${port} within 2 minutes: the lines above say why.`,
      );
    await sleep(100);
  }
}

/** Waits until a process has said that it is ready. @param {string} name @param {Promise<void>} ready @throws {StartFailure} after two minutes */
export async function waitForWord(name, ready) {
  const limit = new AbortController();
  const late = sleep(READY_LIMIT_MS, "late", { signal: limit.signal }).catch(() => "");
  const first = await Promise.race([ready, late]);
  limit.abort();
  if (first === "late")
    throw new StartFailure(`${name} was not ready within 2 minutes: the lines above say why.`);
}
