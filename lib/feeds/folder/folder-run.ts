/** What a folder feed remembers of its files between two looks, and what people are told of it. Pure; it is kept as plain JSON. */
import type { FeedSettings } from "../schema";
import type { Feed } from "../store";

/** Why a file could not be taken in. `why`: the sentence; null: there was no room for it. `since`: epoch milliseconds. */
export interface Refusal {
  code: string;
  why: string | null;
  since: number;
}

/** A file is read when it has stood still from one look to the next, and again when it is another one. `imported`: it was read, whatever came of it. */
export interface SeenFile {
  stamp: string;
  imported: boolean;
  refused?: Refusal;
}

/** Files that were never read, because the folder holds more (`of`) than are looked at (`limit`). */
export interface LeftOut {
  count: number;
  of: number;
  limit: number;
}

/** `path` and `readAs`: the folder, and how its files were read, as the feed was set then. */
export interface FolderRun {
  path: string;
  readAs: string;
  files: ReadonlyMap<string, SeenFile>;
  leftOut: LeftOut | null;
}

/** How many refusals are kept with their sentence: the newest. */
export const refusalsAtMost = 200;

/** What may pass by itself: it is tried again at every look. */
export const passingCodes: ReadonlySet<string> = new Set(["not_readable", "not_taken"]);

/** How files are read: by another one a file that was refused may be of use. */
export function readAsOf(
  { kind, timeZone, dateOrder, complete }: FeedSettings,
  maxUploadMib: number,
): string {
  return JSON.stringify([kind ?? null, timeZone ?? null, dateOrder ?? null, complete ?? null, maxUploadMib]);
}

/** Of another folder nothing is remembered; where files are read otherwise now, those that were refused are to be looked at again. */
export function openRun(kept: unknown, path: string, readAs: string): FolderRun {
  const run = parseRun(kept, path, readAs);
  if (run === null || run.path !== path) return { path, readAs, files: new Map(), leftOut: null };
  if (run.readAs === readAs) return run;
  const files = [...run.files].map(([name, file]): [string, SeenFile] =>
    file.refused === undefined ? [name, file] : [name, { stamp: file.stamp, imported: false }],
  );
  return { ...run, readAs, files: new Map(files) };
}

/** The release before kept the files alone. */
function parseRun(kept: unknown, path: string, readAs: string): FolderRun | null {
  if (typeof kept !== "object" || kept === null) return null;
  if (!("path" in kept) || typeof kept.path !== "string")
    return { path, readAs, files: new Map(Object.entries(kept as Record<string, SeenFile>)), leftOut: null };
  const run = kept as KeptRun;
  return { ...run, files: new Map(Object.entries(run.files)) };
}

type KeptRun = Omit<FolderRun, "files"> & { files: Record<string, SeenFile> };

/** As it is stored: of refusals only the newest keep their sentence. */
export function closeRun(run: FolderRun): KeptRun {
  const older = refusalsOf(run.files).slice(refusalsAtMost);
  const files = new Map(run.files);
  for (const { name, file, refused } of older)
    files.set(name, { ...file, refused: { ...refused, why: null } });
  return { ...run, files: Object.fromEntries(files) };
}

/** Newest first. */
function refusalsOf(files: ReadonlyMap<string, SeenFile>) {
  return [...files]
    .flatMap(([name, file]) => (file.refused === undefined ? [] : [{ name, file, refused: file.refused }]))
    .sort((a, b) => b.refused.since - a.refused.since || (a.name < b.name ? -1 : 1));
}

/**
 * Which files that were refused are looked at again although nothing changed: those whose obstacle may have passed, and, as far as there is
 * room, those whose sentence was not kept.
 */
export function toLookAtAgain(files: ReadonlyMap<string, SeenFile>): ReadonlySet<string> {
  const refusals = refusalsOf(files);
  const passing = refusals.filter(({ refused }) => passingCodes.has(refused.code));
  const room = refusalsAtMost - refusals.filter(({ refused }) => refused.why !== null).length;
  const silent = refusals.filter(({ refused }) => refused.why === null).slice(0, Math.max(0, room));
  return new Set([...passing, ...silent].map(({ name }) => name));
}

/** What people are told: files that were refused and why, newest first, how many more there are, and which were never read. */
export interface FolderFiles {
  refused: { name: string; code: string; why: string; since: number }[];
  more: number;
  leftOut: (LeftOut & { sentence: string }) | null;
}

/** Null: it is no feed of a folder. */
export function folderFilesOf({
  type,
  run,
  settings,
}: Pick<Feed, "type" | "run" | "settings">): FolderFiles | null {
  if (type !== "folder") return null;
  const path = settings.path ?? "";
  const kept = parseRun(run, path, "");
  if (kept === null || kept.path !== path) return { refused: [], more: 0, leftOut: null };
  const all = refusalsOf(kept.files);
  const refused = all.flatMap(({ name, refused: { code, why, since } }) =>
    why === null ? [] : [{ name, code, why, since }],
  );
  const { leftOut } = kept;
  return {
    refused,
    more: all.length - refused.length,
    leftOut: leftOut && { ...leftOut, sentence: leftOutSentence(leftOut) },
  };
}

function leftOutSentence({ count, of, limit }: LeftOut): string {
  const [all, most, never] = [of, limit, count].map((each) => each.toLocaleString("en"));
  return `The folder holds ${all} files, and Rollcall looks at the newest ${most}: ${never} older ${count === 1 ? "one was" : "ones were"} never read. Move old files away, or raise ROLLCALL_FEED_FOLDER_FILES.`;
}
