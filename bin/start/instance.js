// One running instance: database, migrations, web and worker, in this order up and in the other order down.
import { join } from "node:path";
import { startStandIn, startWeb, startWorker, waitForWeb, waitForWord } from "./application.js";
import {
  openDataFolder,
  readInstanceNote,
  removeInstanceNote,
  secretOf,
  takeDataFolder,
  writeInstanceNote,
} from "./data-folder.js";
import {
  checkSort,
  demoFolderOf,
  demoSettings,
  demoStandIn,
  refuseSharedStores,
  USUAL_DEMO_FOLDER,
} from "./demo.js";
import { whenThereIsSpace } from "./disk-space.js";
import { codeOf, StartFailure } from "./failure.js";
import { setAsideFirstAdmin } from "./first-admin-password.js";
import { checkOpenFiles } from "./open-files.js";
import { endLeftover, endPostgres, freePort, openCluster, startPostgres } from "./postgres.js";
import { identityOf, isAlive, signal } from "./process-identity.js";
import { runProgram } from "./program.js";
import { PROJECT_FOLDER } from "./project.js";
import { setUpBuild } from "./set-up.js";
import { endGroup, supervise } from "./supervise.js";
import { checkPort } from "./web-port.js";

const WEB_PATIENCE_MS = 5_000;
const WORKER_PATIENCE_MS = 20_000;
const NOTE_AGAIN_MS = 10_000;

/**
 * @typedef {import("./announce.js").Announcer} Announcer
 * @typedef {import("./supervise.js").Supervised} Supervised
 * @typedef {{ PORT: number, ROLLCALL_HOST?: string, ROLLCALL_HEAP_MIB: number, ROLLCALL_DATA_DIR: string, ROLLCALL_URL: string, ROLLCALL_SECRET?: string, DATABASE_URL?: string }} Settings
 * @typedef {{ kind: "exists" } | { kind: "created", email: string } | { kind: "link", url: string } | { kind: "demo", url: string }} FirstAdmin
 */

/**
 * Runs one of bin/*.ts and reads the JSON on its last line.
 * @template T @param {string} script @param {NodeJS.ProcessEnv} env @param {string[]} [args]
 * @param {(line: string) => void} [tell] is given how far it is @returns {Promise<T>}
 * @throws {StartFailure} with the sentence that the script wrote to stderr
 */
export async function askScript(script, env, args = [], tell) {
  const output = await runProgram(
    process.execPath,
    ["--import", "tsx", join(PROJECT_FOLDER, script), ...args],
    { cwd: PROJECT_FOLDER, env, tell },
  );
  const answer = output.trim().split("\n").at(-1) ?? "";
  return JSON.parse(answer);
}

/** The settings, checked by lib/platform/env.ts. @param {boolean} [demo] it has a folder of its own @returns {Promise<Settings>} @throws {StartFailure} naming each wrong one */
export function readSettings(demo = false) {
  const env = demo ? { ROLLCALL_DATA_DIR: USUAL_DEMO_FOLDER, ...process.env } : process.env;
  return askScript("bin/settings.ts", env);
}

/** What an instance writes, in words. @param {Settings} settings @returns {string} */
export function writtenPlace({ DATABASE_URL, ROLLCALL_DATA_DIR }) {
  return DATABASE_URL ? "The database of DATABASE_URL" : `The data folder ${ROLLCALL_DATA_DIR}`;
}

/** Ends web and worker that a killed supervisor left behind; the database is dealt with where it is started. @param {string} folder */
async function endLeftovers(folder) {
  const left = Object.entries(readInstanceNote(folder)?.processes ?? {}).filter(([, identity]) =>
    isAlive(identity),
  );
  const endOne = (/** @type {string} */ name) => {
    const identity = left.find(([role]) => role === name)?.[1];
    if (!identity) return;
    return endGroup(
      identity.pid,
      name === "worker" ? WORKER_PATIENCE_MS : WEB_PATIENCE_MS,
      () => !isAlive(identity),
    );
  };
  await endOne("standIn");
  await endOne("web");
  await endOne("worker");
}

/**
 * The embedded database of a data folder, running and supervised.
 * @param {{ folder: string, announcer: Announcer, giveUp: (sentence: string) => void, changed: () => void }} options
 * @returns {Promise<{ url: string, supervised: Supervised }>}
 */
async function startDatabase({ folder, announcer, giveUp, changed }) {
  const { say } = announcer;
  const cluster = await openCluster(folder, (line) => say(`  … ${line}`));
  if (await endLeftover(cluster.folder)) say("  … ended the database that a killed instance left behind");
  const port = await freePort();
  let url = "";
  const supervised = supervise({
    name: "The database",
    say,
    giveUp,
    before: () => whenThereIsSpace(folder, say),
    changed,
    async start() {
      // The port stays the same for the life of the instance, so that web and worker find it again.
      const running = await startPostgres(cluster, port);
      url = running.url;
      return running;
    },
  });
  await supervised.launch();
  return { url, supervised };
}

/**
 * Starts an instance on settings that have been checked.
 * @param {{ settings: Settings, dev: boolean, demo?: boolean, announcer: Announcer, giveUp: (sentence: string) => void }} options
 * @returns {{ ready: Promise<FirstAdmin>, stop: () => Promise<void>, force: () => void }} `stop` may be called at any moment, also before `ready`
 */
export function startInstance({ settings, dev, demo = false, announcer, giveUp }) {
  const { step, say } = announcer;
  const folder = settings.ROLLCALL_DATA_DIR;
  const port = settings.PORT;
  const heapMiB = settings.ROLLCALL_HEAP_MIB;
  /** @type {import("./file-lock.js").FileLock | undefined} */
  let lock;
  /** @type {Supervised | undefined} */
  let database;
  /** @type {Supervised | undefined} */
  let web;
  /** @type {Supervised | undefined} */
  let worker;
  /** @type {Supervised | undefined} */
  let standIn;
  /** @type {ReturnType<typeof startDatabase> | undefined} */
  let databaseStart;
  let databaseUrl = settings.DATABASE_URL ?? "";
  let stopping = false;

  function noteProcesses() {
    if (stopping || !lock) return;
    const pids = Object.entries({ database, web, worker, standIn }).flatMap(([name, supervised]) => {
      const pid = supervised?.pid();
      return pid ? [[name, identityOf(pid)]] : [];
    });
    writeInstanceNote(folder, {
      databaseUrl: databaseUrl || undefined,
      port,
      processes: Object.fromEntries(pids),
    });
  }

  /** For what runs already: it goes on also where its new process id cannot be noted at once. */
  function noteInTime() {
    try {
      noteProcesses();
    } catch (error) {
      say(`The running processes cannot be noted in ${folder} (${codeOf(error)}); that is tried again.`);
      setTimeout(noteInTime, NOTE_AGAIN_MS).unref();
    }
  }

  function goOn() {
    if (stopping) throw new StartFailure("The start was interrupted.");
  }

  /**
   * Makes what a demo is about, and gives what starts its stand-in. The past is lived through once.
   * @param {NodeJS.ProcessEnv} env @param {string} standInUrl
   */
  async function prepareDemo(env, standInUrl) {
    const inDemo = demoFolderOf(folder);
    const prepared = await step(
      "seeing to the demo's appliance",
      () =>
        /** @type {Promise<import("./demo.js").PreparedDemo>} */ (
          askScript("bin/demo/prepare.ts", env, [inDemo, standInUrl])
        ),
    );
    const host = settings.ROLLCALL_HOST?.replace(/^(0\.0\.0\.0|::)$/, "") || "127.0.0.1";
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
    const { start: from, applianceId, doors, hasPast } = prepared;
    const past = [inDemo, standInUrl, String(applianceId), String(from)];
    return {
      args: demoStandIn(folder, standInUrl, from, { doors, url }),
      livePast: async () => {
        if (hasPast) return;
        await step("letting a fortnight pass", () =>
          askScript("bin/demo/live-past.ts", env, [...past, ...demoStandIn(folder, standInUrl, from)]),
        );
      },
    };
  }

  async function start() {
    checkOpenFiles();
    if (demo) refuseSharedStores(process.env);
    openDataFolder(folder);
    checkSort(folder, demo);
    lock = await takeDataFolder(folder, say);
    goOn();
    await endLeftovers(folder);
    await checkPort(port);
    const { inherited, firstAdmin: adminSettings } = setAsideFirstAdmin(process.env);
    const standInUrl = demo ? `http://127.0.0.1:${await freePort()}` : "";
    const env = {
      ...inherited,
      ROLLCALL_DEMO_FOLDER: "",
      ROLLCALL_DEMO_STAND_IN: "",
      ...(demo ? demoSettings(folder, standInUrl) : {}),
      NODE_ENV: dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      ROLLCALL_DATA_DIR: folder,
      ROLLCALL_URL: settings.ROLLCALL_URL,
      ROLLCALL_SECRET: secretOf(folder, settings.ROLLCALL_SECRET, say),
    };
    goOn();
    if (!settings.DATABASE_URL) {
      databaseStart = startDatabase({ folder, announcer, giveUp, changed: noteInTime });
      const starting = databaseStart;
      const started = await step("starting the database", () => starting);
      database = started.supervised;
      databaseUrl = started.url;
    }
    noteProcesses();
    goOn();
    const withDatabase = {
      ...env,
      DATABASE_URL: databaseUrl,
      ROLLCALL_EMBEDDED: String(database !== undefined),
    };
    await step(
      "bringing the database up to date",
      () => askScript("bin/migrate.ts", withDatabase, [], (line) => say(`    ${line}`)),
      ({ applied }) => (applied.length ? `applied ${applied.join(", ")}` : "nothing to do"),
    );
    goOn();
    const preparedDemo = demo ? await prepareDemo(withDatabase, standInUrl) : undefined;
    const firstAdmin = demo
      ? undefined
      : await step(
          "seeing that somebody can sign in",
          () =>
            /** @type {Promise<FirstAdmin>} */ (
              askScript("bin/first-admin.ts", { ...withDatabase, ...adminSettings })
            ),
        );
    goOn();
    await Promise.all([dev ? undefined : setUpBuild(announcer), preparedDemo?.livePast()]);
    goOn();
    await checkPort(port);
    goOn();
    const isExcused = () => database !== undefined && !database.isUp();
    const before = async () => database?.whenUp();
    const whenWorkerReady = new Promise((/** @type {(value: void) => void} */ resolve) => {
      worker = supervise({
        name: "The worker",
        say,
        giveUp,
        before: async () => {
          if (database) await whenThereIsSpace(folder, say);
          await before();
        },
        isExcused,
        changed: noteInTime,
        start: async () => startWorker({ dev, heapMiB, env: withDatabase, onReady: resolve }),
      });
    });
    web = supervise({
      name: "The web server",
      say,
      giveUp,
      before,
      isExcused,
      changed: noteInTime,
      start: async () => startWeb({ port, dev, heapMiB, env: withDatabase }),
    });
    const whenStandInReady = new Promise((/** @type {(value: void) => void} */ resolve) => {
      if (!preparedDemo) return resolve();
      const { args } = preparedDemo;
      standIn = supervise({
        name: "The stand-in appliance",
        say,
        giveUp,
        changed: noteInTime,
        start: async () => startStandIn({ args, env: withDatabase, onReady: resolve }),
      });
    });
    await Promise.all([web.launch(), worker?.launch(), standIn?.launch()]);
    await Promise.all([
      step("starting the web server", () => waitForWeb(port, settings.ROLLCALL_HOST)),
      step("starting the worker", () => waitForWord("The worker", whenWorkerReady)),
      demo &&
        step("starting the stand-in appliance", () =>
          waitForWord("The stand-in appliance", whenStandInReady),
        ),
    ]);
    goOn();
    return firstAdmin ?? askScript("bin/demo/let-in.ts", withDatabase, [demoFolderOf(folder)]);
  }

  return {
    ready: start(),
    async stop() {
      stopping = true;
      lock?.markStopping();
      await standIn?.stop((pid) => endGroup(pid, WEB_PATIENCE_MS));
      await web?.stop((pid) => endGroup(pid, WEB_PATIENCE_MS));
      await worker?.stop((pid) => endGroup(pid, WORKER_PATIENCE_MS));
      // Also one that is only just starting must not be left behind.
      const started = await databaseStart?.catch(() => undefined);
      await started?.supervised.stop(endPostgres);
      if (lock) removeInstanceNote(folder);
      lock?.release();
      lock = undefined;
    },
    force() {
      for (const supervised of [web, worker, standIn]) {
        const pid = supervised?.pid();
        if (pid) signal(-pid, "SIGKILL");
      }
      const pid = database?.pid();
      if (pid) signal(pid, "SIGQUIT");
    },
  };
}
