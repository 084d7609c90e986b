// npm run -s api-key: makes an API key in the database of this data folder, running or not, and prints nothing else.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAnnouncer } from "./start/announce.js";
import { readApiKeyArguments } from "./start/api-key-arguments.js";
import {
  isDataFolderInUse,
  openDataFolder,
  readInstanceNote,
  secretOf,
  takeDataFolder,
} from "./start/data-folder.js";
import { toldAs } from "./start/failure.js";
import { PROJECT_FOLDER } from "./start/project.js";
import { setUpDependencies } from "./start/set-up.js";

const STARTING_PATIENCE_MS = 30_000;
// stdout is for the key alone.
const announcer = createAnnouncer(process.stderr);

/**
 * Gives `work` the address of the data folder's database: of the instance that runs, else of one started for the moment.
 * @template T @param {string} folder @param {(url: string) => Promise<T>} work @returns {Promise<T>}
 */
async function withEmbeddedDatabase(folder, work) {
  const { endLeftover, endPostgres, freePort, openCluster, startPostgres } = await import(
    "./start/postgres.js"
  );
  openDataFolder(folder);
  const deadline = Date.now() + STARTING_PATIENCE_MS;
  while (isDataFolderInUse(folder) && Date.now() < deadline) {
    const url = readInstanceNote(folder)?.databaseUrl;
    if (url) return work(url);
    await sleep(200);
  }
  if (!existsSync(join(folder, "postgres"))) {
    announcer.say(
      `There was no Rollcall in ${folder}, so one is made there. If yours is elsewhere, set its ROLLCALL_DATA_DIR or DATABASE_URL here too: this key works only where it was made.`,
    );
  }
  const lock = await takeDataFolder(folder, announcer.say);
  try {
    const cluster = await openCluster(folder, announcer.say);
    await endLeftover(cluster.folder);
    const running = await startPostgres(cluster, await freePort());
    try {
      return await work(running.url);
    } finally {
      await endPostgres(running.pid);
    }
  } finally {
    lock.release();
  }
}

/** What is being written, for the sentence when that is refused. */
let place = PROJECT_FOLDER;

async function main() {
  const asked = readApiKeyArguments(process.argv.slice(2));
  if (asked.kind === "wrong") {
    process.stderr.write(`${asked.sentence}\n`);
    return 2;
  }
  process.chdir(PROJECT_FOLDER);
  await setUpDependencies(announcer);
  const { askScript, readSettings, writtenPlace } = await import("./start/instance.js");
  const settings = await readSettings();
  place = writtenPlace(settings);
  const folder = settings.ROLLCALL_DATA_DIR;

  async function createKey(/** @type {string} */ url) {
    openDataFolder(folder);
    const env = {
      ...process.env,
      NODE_ENV: "production",
      ROLLCALL_LOG_LEVEL: "warn",
      ROLLCALL_DATA_DIR: folder,
      ROLLCALL_SECRET: secretOf(folder, settings.ROLLCALL_SECRET),
      DATABASE_URL: url,
    };
    await askScript("bin/migrate.ts", env);
    /** @type {{ key: string }} */
    const { key } = await askScript("bin/api-key.ts", env, [JSON.stringify(asked.key)]);
    return key;
  }
  const key = settings.DATABASE_URL
    ? await createKey(settings.DATABASE_URL)
    : await withEmbeddedDatabase(folder, createKey);
  process.stdout.write(`${key}\n`);
  return 0;
}

// A signal must not leave the database of the moment behind: let the work, which takes a second or two, end.
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(name, () => undefined);

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${toldAs(error, place)}\n`);
  process.exit(1);
}
