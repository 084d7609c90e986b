/** Imports the files that somebody drops into a folder, once each. The folder stays as it is. */
import { join } from "node:path";
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { importFile } from "../import-file";
import type { Reading } from "../reading";
import type { Feed, FeedProblem } from "../store";
import { isOfTheDisk } from "./find-files";
import { closeRun, type FolderRun, openRun, readAsOf, type SeenFile, toLookAtAgain } from "./folder-run";
import { type FoundFile, newestFiles } from "./newest-files";
import { openFolder } from "./open-folder";
import { Moved, readFound } from "./read-found";

/** What was seen is written down while files are read, no more often than that. */
const keepEveryMs = 2_000;

/** One look. What could be read counts; what could not is remembered with the reason until it changes or goes. */
export async function readFolder(ctx: Ctx, feed: Feed): Promise<Reading> {
  const { ROLLCALL_FEED_FOLDER_FILES: limit, ROLLCALL_MAX_UPLOAD_MIB, ROLLCALL_FEED_STILL_SECONDS } = env();
  const path = feed.settings.path ?? "";
  const opened = await openFolder(path);
  if ("problem" in opened) return { kind: "problem", problem: opened.problem };
  const { folder, found, unnamed } = opened;
  const { chosen, rest } = newestFiles(found, limit);
  const before = openRun(feed.run, path, readAsOf(feed.settings, ROLLCALL_MAX_UPLOAD_MIB));
  const again = toLookAtAgain(before.files);
  const seen = new Map<string, SeenFile>();
  const neverRead = rest.filter(({ name }) => {
    const known = before.files.get(name);
    if (known?.imported) seen.set(name, known);
    return !known?.imported;
  });
  const leftOut = neverRead.length === 0 ? null : { count: neverRead.length, of: found.length, limit };
  const keep = keeper(ctx, feed, { ...before, leftOut });
  const counts = { files: 0, refused: 0 };
  const refuse = (name: string, stamp: string, { code, sentence }: FeedProblem) => {
    const known = before.files.get(name)?.refused;
    const isKnown = known?.code === code;
    if (!isKnown) counts.refused++;
    const refused = { code, why: sentence, since: isKnown ? known.since : ctx.now };
    seen.set(name, { stamp, imported: true, refused });
  };
  for (const name of unnamed) refuse(name, "", noName);
  for (const file of chosen) {
    const { name, size, changedAt } = file;
    const stamp = `${size} ${changedAt}`;
    const known = before.files.get(name);
    if (known?.stamp !== stamp) seen.set(name, { stamp, imported: false });
    else if (known.imported && !again.has(name)) seen.set(name, known);
    else {
      const refusal = await importOne(ctx, feed, folder, file);
      if (refusal === "another") seen.set(name, { stamp, imported: false });
      else if (refusal !== null) refuse(name, stamp, refusal);
      else {
        seen.set(name, { stamp, imported: true });
        counts.files++;
      }
      await keep.now(seen);
    }
  }
  await keep.end(seen);
  const isMoving = [...seen.values()].some(({ imported }) => !imported);
  const lookAgainMs = ROLLCALL_FEED_STILL_SECONDS * 1000;
  return { kind: "read", requests: 0, counts, ...(isMoving ? { lookAgainMs } : {}) };
}

const noName: FeedProblem = {
  code: "name_unreadable",
  sentence: "Its name is not UTF-8, so that nothing can be read by it. Rename the file.",
};

/** Writes down what was seen, so that a worker that is killed leaves the next one little to do twice. */
function keeper(ctx: Ctx, feed: Feed, run: FolderRun) {
  let keptAt = performance.now();
  const write = async (files: FolderRun["files"]) => {
    await ctx.db.query("UPDATE feed SET run = $2 WHERE id = $1 AND run IS DISTINCT FROM $2::jsonb", [
      feed.id,
      JSON.stringify(closeRun({ ...run, files })),
    ]);
  };
  return {
    now: async (seen: FolderRun["files"]) => {
      if (performance.now() - keptAt < keepEveryMs) return;
      await write(new Map([...run.files, ...seen]));
      keptAt = performance.now();
    },
    end: write,
  };
}

/** Null: it is an import now, or was one before. `another`: the file that was found has gone, or is another one. Else why not. */
async function importOne(
  ctx: Ctx,
  feed: Feed,
  folder: string,
  file: FoundFile,
): Promise<FeedProblem | "another" | null> {
  try {
    const bytes = readFound(join(folder, file.name), file);
    await importFile(ctx, feed, file.name, bytes, env().ROLLCALL_MAX_UPLOAD_MIB * 1024 * 1024);
    return null;
  } catch (error) {
    if (error instanceof AppError)
      return { code: error.status >= 500 ? "not_taken" : error.code, sentence: error.detail };
    if (error instanceof Moved) return "another";
    if (!isOfTheDisk(error)) throw error;
    const sentence = `It cannot be read (${error.code}). Give Rollcall’s user the right to read it, or look at the disk; it is tried again at every look.`;
    return { code: "not_readable", sentence };
  }
}
