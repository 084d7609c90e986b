// A demo: an instance whose appliance is a stand-in and whose time is simulated. Its data folder is its own.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { standInArguments } from "./application.js";
import { StartFailure } from "./failure.js";

/**
 * @typedef {{ syslog: string, events: string, outbound: string, key: string }} Doors paths of this instance, and their key
 * @typedef {{ start: number, applianceId: number, doors: Doors, hasPast: boolean }} PreparedDemo
 */

const MARK = "demo";

/** Where a demo is put that is not told where. */
export const USUAL_DEMO_FOLDER = "./data-demo";

/** @param {string} folder of the data @returns {string} the part of it that only a demo has */
export function demoFolderOf(folder) {
  return join(folder, MARK);
}

/**
 * Sees that a folder that exists is of the right sort, and marks an empty one as a demo's: invented data never come near real ones.
 * @param {string} folder @param {boolean} demo @throws {StartFailure}
 */
export function checkSort(folder, demo) {
  const found = readdirSync(folder).filter((name) => !name.startsWith("rollcall.lock"));
  const isDemo = found.includes(MARK);
  if (!demo && isDemo) {
    throw new StartFailure(
      `The data folder ${folder} is a demo's, with invented data: start it with npm start -- --demo, or set ROLLCALL_DATA_DIR to another folder.`,
    );
  }
  if (!demo || isDemo) return;
  if (found.length > 0) {
    throw new StartFailure(
      `The data folder ${folder} holds something else than a demo: set ROLLCALL_DATA_DIR to an empty folder for the demo.`,
    );
  }
  mkdirSync(demoFolderOf(folder), { mode: 0o700 });
}

/** @param {{ DATABASE_URL?: string, REDIS_URL?: string }} env @throws {StartFailure} where a demo would use a database or queue of others */
export function refuseSharedStores(env) {
  const given = ["DATABASE_URL", "REDIS_URL"].filter((name) =>
    env[/** @type {"REDIS_URL"} */ (name)]?.trim(),
  );
  if (given.length === 0) return;
  throw new StartFailure(`A demo keeps its data in its own folder: start it without ${given.join(" and ")}.`);
}

/** @param {string} folder of the data @param {string} standInUrl @returns {Record<string, string>} what its processes are told beside the usual */
export function demoSettings(folder, standInUrl) {
  return {
    ROLLCALL_DEMO_FOLDER: demoFolderOf(folder),
    ROLLCALL_DEMO_STAND_IN: standInUrl,
    ROLLCALL_OUTGOING_ALLOW: new URL(standInUrl).hostname,
    ROLLCALL_CLOCK_OFFSET_SECONDS: "0",
    ROLLCALL_REQUIRE_TOTP: "none",
    // Simulated time is quick, and lists come every few seconds.
    ROLLCALL_SWEEP_SECONDS: "2",
    ROLLCALL_SLOT_SWEEP_SECONDS: "1",
    ROLLCALL_RETAIN_FILES_DAYS: "2",
    // What happens every second would push the link off the screen.
    ROLLCALL_LOG_LEVEL: process.env.ROLLCALL_LOG_LEVEL?.trim() || "warn",
  };
}

/**
 * The stand-in's command line: on its clock, with what was done to it, and where it tells what happens.
 * @param {string} folder of the data @param {string} standInUrl @param {number} start @param {{ doors: Doors, url: string }} [tells] to an instance at `url`
 * @returns {string[]} arguments of node
 */
export function demoStandIn(folder, standInUrl, start, tells) {
  const inFolder = (/** @type {string} */ name) => join(demoFolderOf(folder), name);
  const senders = tells
    ? [
        ...["--syslog", tells.url + tells.doors.syslog, "--syslog-key", tells.doors.key],
        ...["--agents", tells.url + tells.doors.events, "--agents-key", tells.doors.key],
        ...["--outbound", tells.url + tells.doors.outbound],
      ]
    : [];
  return standInArguments([
    ...["--port", new URL(standInUrl).port, "--start", new Date(start).toISOString(), "--weekly"],
    ...["--clock", inFolder("clock.json"), "--deeds", inFolder("deeds.jsonl")],
    ...senders,
  ]);
}
