/** What stands in a watched folder and is meant to be read. */
import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { FoundFile } from "./newest-files";

/** So many files are asked about at a time. */
const atOnce = 64;

/**
 * Hidden files, unfinished ones (`.part`, `.tmp`), folders and links are left alone. `unnamed`: files whose names are no UTF-8; nothing
 * can be read by such a name.
 * @throws what `isOfTheDisk` knows where the folder cannot be looked through
 */
export async function findFiles(folder: string): Promise<{ found: FoundFile[]; unnamed: string[] }> {
  const names = (await readdir(folder)).filter(isMeant);
  const found: FoundFile[] = [];
  const unnamed: string[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    const stats = await Promise.all(some.map((name) => lstat(join(folder, name)).catch(orGone)));
    for (const [index, name] of some.entries()) {
      const stat = stats[index];
      if (stat?.isFile()) found.push({ name, ...seenAs(stat) });
      else if (!stat && name.includes("\uFFFD")) unnamed.push(name);
    }
  }
  return { found, unnamed };
}

/** What a file is known by. */
export const seenAs = ({ dev, ino, size, mtimeMs }: Stats) => ({
  inode: `${dev}:${ino}`,
  size,
  changedAt: Math.floor(mtimeMs),
});

/** A file may go between two questions; a disk that gives nothing out must not look like an empty folder. */
function orGone(error: NodeJS.ErrnoException): null {
  if (isOfTheDisk(error)) throw error;
  return null;
}

const codesOfTheDisk = ["EACCES", "EPERM", "EIO", "ESTALE", "EBUSY"];

/** The file system does not give it out, for now. */
export function isOfTheDisk(error: unknown): error is NodeJS.ErrnoException {
  return codesOfTheDisk.includes((error as NodeJS.ErrnoException).code ?? "");
}

const isMeant = (name: string) => !name.startsWith(".") && !/\.(part|tmp|partial|crdownload)$/i.test(name);
