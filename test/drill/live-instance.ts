/** A real Rollcall as `npm start` makes it, with a data folder and a port of its own, whose processes can be killed one by one. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../../bin/start/postgres.js";
import { isAlive, type ProcessIdentity, signal } from "../../bin/start/process-identity.js";
import { PROJECT_FOLDER } from "../../bin/start/project.js";
import { eventually, limits } from "./waiting";

export const victims = ["worker", "web", "database", "supervisor", "all"] as const;
export type Victim = (typeof victims)[number];

type Processes = Partial<Record<"worker" | "web" | "database", ProcessIdentity>>;

/** A kill: of whom, and when (`performance.now()` and epoch milliseconds). */
export interface Killed {
  victim: Victim;
  atMs: number;
  at: number;
  gone: ProcessIdentity;
}

/** Thrown when a start ended before it was ready. */
export class StartRefused extends Error {
  override name = "StartRefused";
  constructor(
    readonly exitCode: number | null,
    /** What it wrote, without set-up lines and blank ones. */
    readonly sentences: string[],
    readonly seconds: number,
  ) {
    super(`the start ended with exit code ${exitCode}: ${sentences.join(" ")}`);
  }
}

/** What the settings of whoever runs the drill would change is left out. */
function plainEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ROLLCALL_|VITEST|NODE_ENV$|DATABASE_URL$|REDIS_URL$|PORT$|npm_)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...settings } as NodeJS.ProcessEnv;
}

const alive = new Set<LiveInstance>();

/** Stops whatever still runs and takes its data away; for the end of the drill, however it comes. */
export async function removeInstances(): Promise<void> {
  await Promise.all([...alive].map((instance) => instance.remove()));
}

process.once("exit", () => {
  for (const instance of alive) {
    instance.endAtOnce();
    rmSync(instance.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
});

const keptLines = 4_000;

export class LiveInstance {
  /** Every line of stdout and stderr since the first start, the newest ones. */
  readonly lines: string[] = [];
  #starter: ChildProcess | undefined;
  #ended: Promise<number | null> = Promise.resolve(null);
  /** Noted when it says that it is ready: what a lock file names at another time may be anybody. */
  #supervisor: ProcessIdentity | undefined;
  #client: pg.Client | undefined;

  private constructor(
    /** The data folder's parent; its own folder is `data` in it. */
    readonly folder: string,
    readonly port: number,
    readonly settings: Record<string, string>,
  ) {}

  /** One that was never started. `parent`: where its folder is made. */
  static async prepare(settings: Record<string, string> = {}, parent = tmpdir()): Promise<LiveInstance> {
    const folder = mkdtempSync(join(parent, "rollcall-drill-"));
    // As root the database runs as another user, who must be able to walk through.
    chmodSync(folder, 0o711);
    const instance = new LiveInstance(folder, await freePort(), settings);
    alive.add(instance);
    return instance;
  }

  get dataFolder(): string {
    return join(this.folder, "data");
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  #environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
    return plainEnvironment({
      PORT: String(this.port),
      ROLLCALL_DATA_DIR: this.dataFolder,
      ROLLCALL_URL: this.url,
      ...this.settings,
      ...more,
    });
  }

  /**
   * Runs `npm start` until it says that it is ready; gives the seconds that took. `through` is a shell line in which "$@" is
   * the start. @throws StartRefused when it ends before
   */
  async start(more: Record<string, string> = {}, through?: string): Promise<number> {
    const beganMs = performance.now();
    await this.#forgetClient();
    const command = ["npm", "start", "--silent"];
    const [program = "", ...args] = through ? ["bash", "-c", through, "bash", ...command] : command;
    const child = spawn(program, args, {
      cwd: PROJECT_FOLDER,
      env: this.#environment(more),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#starter = child;
    const said: string[] = [];
    const hear = (stream: NodeJS.ReadableStream) => {
      let rest = "";
      stream.on("data", (piece) => {
        const whole = (rest + String(piece)).split("\n");
        rest = whole.pop() ?? "";
        for (const line of whole) {
          said.push(line);
          this.lines.push(line);
        }
        if (this.lines.length > 2 * keptLines) this.lines.splice(0, keptLines);
        if (said.length > 2 * keptLines) said.splice(0, keptLines);
      });
    };
    hear(child.stdout);
    hear(child.stderr);
    let exitCode: number | null | undefined;
    this.#ended = new Promise((resolve) => {
      child.once("close", (code) => {
        exitCode = code;
        resolve(code);
      });
    });
    await eventually("the start", limits.start, async () => {
      return exitCode !== undefined || said.some((line) => line.startsWith("Rollcall is ready:"));
    });
    const seconds = (performance.now() - beganMs) / 1000;
    if (exitCode === undefined) {
      this.#supervisor = JSON.parse(readFileSync(join(this.dataFolder, "rollcall.lock"), "utf8"));
      return seconds;
    }
    const sentences = said.filter((line) => line.trim() !== "" && !/^\s*[✓…]/.test(line));
    throw new StartRefused(exitCode ?? null, sentences, seconds);
  }

  /** Asks it to stop as a service manager would; gives its exit code. */
  async stop(): Promise<number | null> {
    await this.#forgetClient();
    const supervisor = this.#supervisor;
    if (supervisor && isAlive(supervisor)) signal(supervisor.pid, "SIGTERM");
    else this.#starter?.kill("SIGTERM");
    return await eventually("the stop", limits.stop, async () => {
      const ended = await Promise.race([this.#ended.then((code) => ({ code })), tick()]);
      return ended ?? null;
    }).then(({ code }) => code);
  }

  /** Stops it, by force where it must be, and takes its data away. */
  async remove(): Promise<void> {
    alive.delete(this);
    await this.stop().catch(() => undefined);
    this.endAtOnce();
    await eventually("the end of its processes", 30, async () => this.#living().length === 0).catch(
      () => undefined,
    );
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** SIGKILL to whatever of it runs. */
  endAtOnce(): void {
    for (const { pid } of this.#living()) signal(pid, "SIGKILL");
    this.#starter?.kill("SIGKILL");
  }

  /** What of it runs now. Told by more than a number: process ids are used again. */
  #living(): ProcessIdentity[] {
    const noted = [this.#supervisor, ...Object.values(this.processes())];
    return noted.filter((each) => each !== undefined).filter(isAlive);
  }

  #note(): { databaseUrl?: string; processes?: Processes } {
    try {
      return JSON.parse(readFileSync(join(this.dataFolder, "instance.json"), "utf8"));
    } catch {
      return {};
    }
  }

  /** Its processes beside the supervisor, as that noted them. */
  processes(): Processes {
    return this.#note().processes ?? {};
  }

  /** The address of its database; it changes with each start. */
  databaseUrl(): string {
    const { databaseUrl } = this.#note();
    if (!databaseUrl) throw new Error("the instance has noted no database");
    return databaseUrl;
  }

  /**
   * Kills without a word (SIGKILL) and waits until those processes are gone. The whole machine counts as `all`: supervisor, web,
   * worker, PostgreSQL with every process of its own.
   */
  async kill(victim: Victim): Promise<Killed> {
    const { worker, web, database } = this.processes();
    const supervisor = this.#supervisor;
    const chosen = {
      worker: [worker],
      web: [web],
      database: [database],
      supervisor: [supervisor],
      all: [supervisor, web, worker, database],
    }[victim].filter((each) => each !== undefined && isAlive(each)) as ProcessIdentity[];
    if (chosen.length === 0) throw new Error(`there is no ${victim} to kill`);
    const children = victim === "all" && database ? childrenOf(database.pid) : [];
    const killed = { victim, atMs: performance.now(), at: Date.now(), gone: chosen[0] as ProcessIdentity };
    for (const pid of [...chosen.map(({ pid }) => pid), ...children]) signal(pid, "SIGKILL");
    await eventually(`the end of ${victim}`, 30, async () => !chosen.some((each) => isAlive(each)), 20);
    if (victim === "database" || victim === "all") await this.#forgetClient();
    if (victim === "supervisor" || victim === "all") await this.#ended;
    return killed;
  }

  /**
   * Waits until it is well again: what was killed runs anew and /readyz answers 200. Who killed the supervisor starts again;
   * that is done here. Gives the seconds since the kill.
   */
  async recover({ victim, atMs, gone }: Killed): Promise<number> {
    if (victim === "supervisor" || victim === "all") await this.start();
    else {
      await eventually(`a new ${victim}`, limits.recovery, async () => {
        const now = this.processes()[victim];
        return now !== undefined && now.pid !== gone.pid && isAlive(now);
      });
    }
    await this.isReady();
    return (performance.now() - atMs) / 1000;
  }

  /** Waits until /readyz answers 200. */
  async isReady(seconds: number = limits.recovery): Promise<void> {
    await eventually("readiness", seconds, async () => (await fetch(`${this.url}/readyz`)).status === 200);
  }

  /** One question to its database, past all of Rollcall. */
  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    this.#client ??= await this.#connect();
    try {
      return (await this.#client.query<T>(sql, values)).rows;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || /^(57P|08)/.test(error.code ?? ""))
        await this.#forgetClient();
      throw error;
    }
  }

  /** The number that a question answers in its first row's `n`. */
  async count(sql: string, ...values: unknown[]): Promise<number> {
    const [row] = await this.query<{ n: string | number }>(sql, values);
    return Number(row?.n ?? 0);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.databaseUrl(),
      application_name: "drill",
      connectionTimeoutMillis: 10_000,
      options: "-c TimeZone=UTC",
    });
    client.on("error", () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    return client;
  }

  async #forgetClient(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await Promise.race([client?.end().catch(() => undefined), tick(500)]);
  }

  /** A key as `npm run -s api-key` prints it; for every appliance unless one is named. */
  async makeKey(role: string, applianceId?: number): Promise<string> {
    const limit = applianceId === undefined ? [] : ["--appliance", String(applianceId)];
    const args = ["run", "-s", "api-key", "--", "--name", `drill ${role}`, "--role", role, ...limit];
    const child = spawn("npm", args, { cwd: PROJECT_FOLDER, env: this.#environment() });
    let out = "";
    let err = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      err += text;
    });
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    if (exitCode !== 0) throw new Error(`no key was made (exit code ${exitCode}): ${err}`);
    return out.trim();
  }
}

function tick(ms = 50): Promise<undefined> {
  return new Promise((next) => setTimeout(() => next(undefined), ms));
}

/** The processes that a process has started. Linux only; elsewhere none are found, and they end with their parent. */
function childrenOf(parent: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}
