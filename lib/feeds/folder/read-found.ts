/** Reads a file of a watched folder that was found there, and nothing else that has taken its name since. */
import { constants, type FileHandle, open, readlink, realpath } from "node:fs/promises";
import { unprocessable } from "@/lib/platform/errors";
import { seenAs } from "./find-files";
import type { FoundFile } from "./newest-files";

/** It went, or became another one, since it was found: what stands there now the next look sees. */
export class Moved extends Error {
  override name = "Moved";
}

/** No link is followed, and a pipe that nobody writes to is not waited for. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** None by this name, or a link, a socket, or no such folder any more. */
const codesOfMoved = ["ENOENT", "ELOOP", "EMLINK", "ENXIO", "ENOTDIR"];

/** Its bytes. Of one that changes while it is read the end is `Moved`, never half of it as if it were whole. `path`: without links. @throws Moved, AppError `not_readable`, and the system's errors */
export async function* readFound(path: string, found: FoundFile): AsyncGenerator<Buffer> {
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    throw codesOfMoved.includes(error.code ?? "") ? new Moved() : error;
  });
  try {
    await refuseAnother(file, found);
    await refuseElsewhere(file, path);
    yield* file.createReadStream({ autoClose: false });
    await refuseAnother(file, found);
  } finally {
    await file.close();
  }
}

async function refuseAnother(file: FileHandle, found: FoundFile): Promise<void> {
  const stat = await file.stat();
  const { inode, size, changedAt } = seenAs(stat);
  const isIt = inode === found.inode && size === found.size && changedAt === found.changedAt;
  if (!stat.isFile() || !isIt) throw new Moved();
}

/**
 * A folder on the way to it may have become a link before it was listed; then the file is the one that was found, and stands elsewhere.
 * The system says where an open file stands, whatever its path leads to by now; where it does not, the path is asked.
 */
async function refuseElsewhere({ fd }: FileHandle, path: string): Promise<void> {
  const place = await readlink(`/proc/self/fd/${fd}`).catch(() => realpath(path).catch(() => null));
  if (place !== path)
    throw unprocessable(
      "not_readable",
      "Its name led to a file that stands elsewhere, of which nothing was taken. Look whether a folder on the way to it was replaced by a link; it is tried again at every look.",
    );
}
