// Where this checkout lies, and fingerprints of parts of it that tell whether a step has to be done again.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout, absolute, without a slash at the end. */
export const PROJECT_FOLDER = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** @param {string} root @param {string} path @param {(path: string) => boolean} leaveOut @returns {string[]} files, sorted */
function filesUnder(root, path, leaveOut) {
  const full = join(root, path);
  if (leaveOut(path) || !existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`, leaveOut));
}

/**
 * A fingerprint of names and contents of files and folders (absent ones are fine).
 * @param {string[]} paths relative to the checkout @param {(path: string) => boolean} [leaveOut] @param {string} [root] @returns {string} hex
 */
export function fingerprint(paths, leaveOut = () => false, root = PROJECT_FOLDER) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesUnder(root, path, leaveOut))) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** @param {string} file @returns {string} what a step noted when it was last done, "" if it never was */
export function noted(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}

/** The lock that lets set-up steps of one checkout take turns; outside of it, for node_modules comes and goes. */
export function setUpLockFile() {
  const id = createHash("sha256").update(PROJECT_FOLDER).digest("hex").slice(0, 16);
  return join(tmpdir(), `rollcall-set-up-${userInfo().uid}-${id}.lock`);
}
