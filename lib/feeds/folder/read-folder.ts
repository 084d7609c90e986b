/** Imports the files that somebody drops into a folder, once each. The folder stays as it is. */
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { importFile } from "../import-file";
import type { Reading } from "../reading";
import type { Feed } from "../store";
import { checkFolder } from "./check-folder";

/** What was seen of a file: it is read when it has stood still from one look to the next, and again when it is another one. */
interface SeenFile {
  stamp: string;
  imported: boolean;
}

const filesAtMost = 10_000;

/** How long a file has to stand still before it is read: whoever writes it slower than that should give it its name at the end. */
const standsStillMs = 10_000;

/** One look. Hidden files, unfinished ones (`.part`, `.tmp`) and links are left alone. */
export async function readFolder(ctx: Ctx, feed: Feed): Promise<Reading> {
  let folder: string;
  try {
    folder = await checkFolder(feed.settings.path ?? "");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: "problem", problem: { code: error.code, sentence: error.detail } };
  }
  const before = (feed.run as Record<string, SeenFile> | null) ?? {};
  const seen: Record<string, SeenFile> = {};
  const counts = { files: 0, refused: 0 };
  let problem: string | null = null;
  const names = (await readdir(folder)).filter(isMeant).sort().slice(0, filesAtMost);
  for (const name of names) {
    const path = join(folder, name);
    const stat = await lstat(path).catch(() => null);
    if (!stat?.isFile()) continue;
    const stamp = `${stat.size} ${Math.floor(stat.mtimeMs)}`;
    const known = before[name];
    if (known?.stamp !== stamp) {
      seen[name] = { stamp, imported: false };
      continue;
    }
    seen[name] = { stamp, imported: true };
    if (known.imported) continue;
    const refusal = await importOne(ctx, feed, path, name);
    if (refusal === null) counts.files++;
    else {
      counts.refused++;
      problem = `${name}: ${refusal}`;
    }
    await keepSeen(ctx, feed, { ...before, ...seen });
  }
  await keepSeen(ctx, feed, seen);
  if (problem !== null) return { kind: "problem", problem: { code: "file_refused", sentence: problem } };
  const isMoving = Object.values(seen).some(({ imported }) => !imported);
  return { kind: "read", requests: 0, counts, ...(isMoving ? { lookAgainMs: standsStillMs } : {}) };
}

const isMeant = (name: string) => !name.startsWith(".") && !/\.(part|tmp|partial|crdownload)$/i.test(name);

async function keepSeen(ctx: Ctx, feed: Feed, seen: Record<string, SeenFile>): Promise<void> {
  await ctx.db.query("UPDATE feed SET run = $2 WHERE id = $1", [feed.id, JSON.stringify(seen)]);
}

/** Null: it is an import now, or was one before. Else why not, in a sentence. */
async function importOne(ctx: Ctx, feed: Feed, path: string, name: string): Promise<string | null> {
  try {
    await importFile(ctx, feed, name, createReadStream(path), env().ROLLCALL_MAX_UPLOAD_MIB * 1024 * 1024);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.detail;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      return "Rollcall may not read it. Give its user the right to, and touch the file.";
    if (code === "ENOENT") return null;
    throw error;
  }
}
