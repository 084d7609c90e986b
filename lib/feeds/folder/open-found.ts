/** Opens a file of a watched folder that was found there, and nothing else that has taken its name since. */
import { constants, type ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { seenAs } from "./find-files";
import type { FoundFile } from "./newest-files";

/** No link is followed, and a pipe that nobody writes to is not waited for. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Null: another one stands there now, or a link; the next look sees what. @throws the system's error where it cannot be opened */
export async function openFound(path: string, found: FoundFile): Promise<ReadStream | null> {
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ELOOP" || error.code === "EMLINK" || error.code === "ENXIO") return null;
    throw error;
  });
  if (file === null) return null;
  const stat = await file.stat();
  const { inode, size, changedAt } = seenAs(stat);
  if (stat.isFile() && inode === found.inode && size === found.size && changedAt === found.changedAt)
    return file.createReadStream();
  await file.close();
  return null;
}
