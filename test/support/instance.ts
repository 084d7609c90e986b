// One real instance, as `npm start` makes it, for tests that come from outside: its own port and data folder.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../bin/start/postgres.js";
import { PROJECT_FOLDER } from "../../bin/start/project.js";

/** A running instance. */
export interface Instance {
  /** `http://localhost:PORT`, without a slash at the end. */
  url: string;
  /** The one-time link that was printed; it works until it is used. */
  setUpLink: string;
  /** The data folder. */
  folder: string;
  /** Starts another one on the same folder, which has to be refused; gives what that said and how it ended. */
  startAgain(...args: string[]): Promise<{ exitCode: number | null; output: string }>;
  /** Makes a key with `npm run -s api-key` and gives the one line it prints. */
  makeKey(name: string, role: string): Promise<string>;
  /** Stops it as a service manager would (SIGTERM) and removes its data; gives the exit code and what it said. */
  stop(): Promise<{ exitCode: number | null; output: string }>;
}

const readyLimitMs = 240_000;
const stopLimitMs = 45_000;

/** Everything that could make the instance other than a newcomer's is left out. */
function plainEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ROLLCALL_|VITEST|NODE_ENV$|DATABASE_URL$|REDIS_URL$|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...settings } as NodeJS.ProcessEnv;
}

interface Run {
  exitCode: number | null;
  out: string;
  err: string;
}

function runScript(script: string, args: string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(process.execPath, [join(PROJECT_FOLDER, script), ...args], {
    cwd: PROJECT_FOLDER,
    env,
  });
  const run = { exitCode: null, out: "", err: "" };
  child.stdout.on("data", (text) => {
    run.out += text;
  });
  child.stderr.on("data", (text) => {
    run.err += text;
  });
  return new Promise((resolve) => child.once("close", (exitCode) => resolve({ ...run, exitCode })));
}

/**
 * Starts the production build on an empty data folder, with these settings if any (variables of the environment) and arguments, and
 * waits until it says that it is ready.
 * @throws Error with everything it said, when it ends before that or takes too long
 */
export async function startInstance(
  settings: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Instance> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-e2e-"));
  // As root the database runs as another user, who must be able to walk through.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const env = plainEnvironment({
    PORT: String(port),
    ROLLCALL_DATA_DIR: join(folder, "data"),
    ...settings,
  });
  const child = spawn(process.execPath, [join(PROJECT_FOLDER, "bin/start.js"), ...args], {
    cwd: PROJECT_FOLDER,
    env,
  });
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const endWithUs = () => void child.kill("SIGTERM");
  process.once("exit", endWithUs);

  const setUpLink = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The instance ${why}. It said:\n${output}`));
    const limit = setTimeout(() => fail("was not ready in time"), readyLimitMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        output += text;
        const link = /works once: (http\S+)\s/.exec(output)?.[1];
        if (link) resolve(link);
        if (link) clearTimeout(limit);
      });
    }
    void ended.then((exitCode) => fail(`ended with exit code ${exitCode}`));
  });

  return {
    url: `http://localhost:${port}`,
    setUpLink,
    folder: join(folder, "data"),
    async startAgain(...again) {
      const { exitCode, out, err } = await runScript("bin/start.js", again, env);
      return { exitCode, output: out + err };
    },
    async makeKey(name, role) {
      const { exitCode, out, err } = await runScript("bin/api-key.js", ["--name", name, "--role", role], env);
      if (exitCode !== 0) throw new Error(`No key was made (exit code ${exitCode}): ${err}`);
      return out.trim();
    },
    async stop() {
      process.off("exit", endWithUs);
      child.kill("SIGTERM");
      const limit = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
      const exitCode = await ended;
      clearTimeout(limit);
      rmSync(folder, { recursive: true, force: true });
      return { exitCode, output };
    },
  };
}
