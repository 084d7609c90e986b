/** Which folders may be watched: those below the one that the operator has named. */
import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { env } from "@/lib/platform/env";
import { unprocessable } from "@/lib/platform/errors";

const refused = (sentence: string) => unprocessable("folder_refused", sentence);

/**
 * The real path of a folder below ROLLCALL_FEED_FOLDER; links that lead out of it are not followed.
 * @throws AppError 422 `folder_refused`
 */
export async function checkFolder(path: string): Promise<string> {
  const root = env().ROLLCALL_FEED_FOLDER;
  if (root === undefined)
    throw refused(
      "No folder may be watched: set ROLLCALL_FEED_FOLDER to the folder that exports are dropped into.",
    );
  const top = await realpath(root).catch(() => null);
  if (top === null)
    throw refused("ROLLCALL_FEED_FOLDER names a folder that is not there. Make it, or correct the setting.");
  const wanted = resolve(top, path);
  const real = await realpath(wanted).catch(() => null);
  const below = relative(top, real ?? wanted);
  if (below.startsWith("..") || isAbsolute(below))
    throw refused(
      "That folder is not below ROLLCALL_FEED_FOLDER. Give a path that begins there, like exports/lisbon.",
    );
  if (real === null || !(await stat(real)).isDirectory())
    throw refused(`There is no folder ${path || "."} below ROLLCALL_FEED_FOLDER. Make it first.`);
  return real;
}
