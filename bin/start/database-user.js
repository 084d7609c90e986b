// Decides as whom the embedded PostgreSQL runs: it refuses to run as root, so root lends it another user.
import { execFileSync, spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { StartFailure } from "./failure.js";

const USER_NAME = "postgres";

/**
 * How to run the database's programs: `ids` for spawn (empty when not root), `prefix` goes before the command.
 * @typedef {{ ids: { uid?: number, gid?: number }, prefix: string[] }} DatabaseUser
 */

/** @returns {{ uid: number, gid: number } | undefined} */
function lookUp() {
  const ids = ["-u", "-g"].map((flag) => spawnSync("id", [flag, USER_NAME], { encoding: "utf8" }));
  if (ids.some((answer) => answer.status !== 0)) return undefined;
  return { uid: Number(ids[0]?.stdout), gid: Number(ids[1]?.stdout) };
}

/** @returns {{ uid: number, gid: number }} */
function findOrCreate() {
  const found = lookUp();
  if (found) return found;
  const attempts = [
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", USER_NAME],
    ["adduser", "-S", "-D", "-H", "-s", "/bin/false", USER_NAME],
  ];
  for (const [command = "", ...args] of attempts) {
    spawnSync(command, args, { stdio: "ignore" });
    // Also when the command failed: another start may have made the user in the same moment.
    const made = lookUp();
    if (made) return made;
  }
  throw new StartFailure(
    `PostgreSQL refuses to run as root and the user "${USER_NAME}" could not be created; create it, or start Rollcall as an ordinary user.`,
  );
}

const ENTERS = 'for folder in "$@"; do cd "$folder" 2>/dev/null || { printf %s "$folder"; exit 1; }; done';

/** @param {string[]} prefix @param {object} ids @param {string[]} folders @returns {string | undefined} the first folder that is closed */
function firstClosed(prefix, ids, folders) {
  const [command = "", ...args] = [...prefix, "/bin/sh", "-c", ENTERS, "sh", ...folders];
  const answer = spawnSync(command, args, { ...ids, cwd: "/", encoding: "utf8" });
  return answer.status === 0 ? undefined : answer.stdout || folders[0];
}

/** @param {string} folder @param {{ uid: number, gid: number }} ids @returns {string} the outermost folder on the way that is closed */
function outermostClosed(folder, ids) {
  const way = [folder];
  while (dirname(way[0] ?? "/") !== way[0]) way.unshift(dirname(way[0] ?? "/"));
  return (
    spawnSync("/bin/sh", ["-c", ENTERS, "sh", ...way], { ...ids, cwd: "/", encoding: "utf8" }).stdout ||
    folder
  );
}

/**
 * Chooses the user for the embedded database. Not root: ourselves. Root: `postgres`, made if absent; where folders on the
 * way are closed to it (a 0700 home) it is lent the one capability of passing them, if the machine can.
 * @param {string[]} folders what it must be able to enter @param {(line: string) => void} say
 * @returns {DatabaseUser} @throws {StartFailure} when a folder stays closed
 */
export function chooseDatabaseUser(folders, say) {
  if (process.getuid?.() !== 0) return { ids: {}, prefix: [] };
  const ids = findOrCreate();
  const closed = firstClosed([], ids, folders);
  if (closed === undefined) return { ids, prefix: [] };
  for (const capability of ["dac_read_search", "dac_override"]) {
    const prefix = [
      "setpriv",
      `--reuid=${ids.uid}`,
      `--regid=${ids.gid}`,
      "--clear-groups",
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      "--",
    ];
    if (firstClosed(prefix, {}, folders) !== undefined) continue;
    say(
      `${outermostClosed(closed, ids)} is closed to the user "${USER_NAME}"; the database is given leave to pass it (${capability}).`,
    );
    return { ids, prefix };
  }
  const door = outermostClosed(closed, ids);
  throw new StartFailure(
    `The database runs as the user "${USER_NAME}", who cannot enter ${door}: run "chmod o+x '${door}'", move Rollcall to another folder such as /opt, or start it as an ordinary user.`,
  );
}

/** Gives a folder to the database's user. @param {DatabaseUser} user @param {string} folder */
export function giveFolder(user, folder) {
  if (user.ids.uid === undefined) return;
  execFileSync("chown", ["-R", `${user.ids.uid}:${user.ids.gid}`, folder]);
}
