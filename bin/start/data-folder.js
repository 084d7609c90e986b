// The data folder: makes it, proves it writable, lets one instance at a time use it, keeps the secret and the notes.
import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { asStartFailure, codeOf, StartFailure } from "./failure.js";
import { holderOf, takeFileLock } from "./file-lock.js";
import { programOf } from "./process-identity.js";

// A start that finds the folder held waits this long for a holder that is stopping; one that is not gets a moment to say so.
const STOPPING_PATIENCE_MS = 30_000;
const RUNNING_PATIENCE_MS = 2_000;

/**
 * What a running instance notes for the next start and for `npm run api-key`.
 * @typedef {import("./process-identity.js").ProcessIdentity} ProcessIdentity
 * @typedef {{ databaseUrl?: string, port?: number, processes: Record<string, ProcessIdentity> }} InstanceNote
 */

/** Makes the folder if it is missing. @param {string} folder absolute @throws {StartFailure} when it cannot be written */
export function openDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    if (["ENOSPC", "EDQUOT"].includes(codeOf(error))) throw asStartFailure(error, folder);
    throw new StartFailure(
      `The data folder ${folder} cannot be written (${codeOf(error) || "unknown reason"}): give this user access to it or set ROLLCALL_DATA_DIR to another folder.`,
    );
  }
}

const lockFile = (/** @type {string} */ folder) => join(folder, "rollcall.lock");
const noteFile = (/** @type {string} */ folder) => join(folder, "instance.json");

/**
 * Takes the data folder for this process; waits up to 30 s for an instance that is stopping.
 * @param {string} folder @param {(line: string) => void} say
 * @returns {Promise<import("./file-lock.js").FileLock>} @throws {StartFailure} when another instance keeps it
 */
export async function takeDataFolder(folder, say) {
  let told = false;
  let heldBy = 0;
  const lock = await takeFileLock(lockFile(folder), (holder, waitedMs) => {
    heldBy = holder?.pid ?? heldBy;
    if (!told && holder?.stopping) {
      told = true;
      say(`  … waiting for the instance that is stopping in ${folder}`);
    }
    return waitedMs < (holder?.stopping ? STOPPING_PATIENCE_MS : RUNNING_PATIENCE_MS);
  });
  if (lock) return lock;
  const program = heldBy ? programOf(heldBy) : "";
  if (program && !/node|next|MainThread/i.test(program)) {
    throw new StartFailure(
      `${lockFile(folder)} names process ${heldBy}, which is ${program} and not Rollcall: remove that file if no Rollcall uses the folder, then start again.`,
    );
  }
  throw new StartFailure(
    `The data folder ${folder} is in use by another Rollcall (process ${heldBy}): stop that one, or set ROLLCALL_DATA_DIR to another folder.`,
  );
}

/** @param {string} folder @returns {boolean} whether an instance holds the folder now */
export function isDataFolderInUse(folder) {
  return holderOf(lockFile(folder)) !== undefined;
}

/** @param {string} folder @returns {InstanceNote | undefined} what the last instance noted; its processes may be gone */
export function readInstanceNote(folder) {
  try {
    return JSON.parse(readFileSync(noteFile(folder), "utf8"));
  } catch (error) {
    if (codeOf(error) === "EACCES")
      throw new StartFailure(`${noteFile(folder)} cannot be read: run this as the user who runs Rollcall.`);
    return undefined;
  }
}

/** Replaces a file that only its owner can read, in one step or not at all. @param {string} file @param {string} text */
function replaceFile(file, text) {
  const half = `${file}.new`;
  try {
    writeFileSync(half, text, { mode: 0o600 });
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** Replaces the note; it holds the database's password. @param {string} folder @param {InstanceNote} note */
export function writeInstanceNote(folder, note) {
  replaceFile(noteFile(folder), JSON.stringify(note));
}

/** @param {string} folder */
export function removeInstanceNote(folder) {
  rmSync(noteFile(folder), { force: true });
}

/**
 * The secret that encrypts and signs: as given, else the one in the folder, made once. Where a database is there already, a
 * secret that is made anew is told loudly: it was lost.
 * @param {string} folder @param {string | undefined} given ROLLCALL_SECRET @param {(line: string) => void} [say] @returns {string}
 */
export function secretOf(folder, given, say) {
  if (given?.trim()) return given.trim();
  const file = join(folder, "secret");
  try {
    const kept = readFileSync(file, "utf8").trim();
    if (kept) return kept;
  } catch (error) {
    if (codeOf(error) !== "ENOENT")
      throw new StartFailure(`${file} cannot be read (${codeOf(error)}): give this user access to it.`);
  }
  if (existsSync(join(folder, "postgres", "PG_VERSION"))) {
    say?.(
      `  ! ${file} was missing or empty, so a new secret is made: everybody has to sign in again, and stored secrets (of push webhooks) cannot be read. If you have the old file, stop, put it back and start again.`,
    );
  }
  const made = randomBytes(32).toString("base64url");
  replaceFile(file, `${made}\n`);
  return made;
}
