// Files of a watched folder that become something else between the look at them and the end of their reading.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { readFolder } from "@/lib/feeds/folder/read-folder";
import { findFeed } from "@/lib/feeds/store";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "../../support/roll-call";

let site: Site;
let top: string;
let drops: string;
let outside: string;
let feedId: number;

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), "rollcall-swaps-"));
  process.env.ROLLCALL_FEED_FOLDER = join(top, "watched");
  await openRollCall();
  setClock("2026-11-20T12:00:00Z");
  site = await openSite();
});
afterAll(async () => {
  await closeRollCall();
  rmSync(top, { recursive: true });
  delete process.env.ROLLCALL_FEED_FOLDER;
});

const list = (name: string) => `Name,Hostname,Last Connect\n${name},${name},2026-11-19T01:00:00Z\n`;

/** Any instant that is the same for two files. */
const writtenAt = 1_000;

function put(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, writtenAt, writtenAt);
}

let count = 0;
beforeEach(async () => {
  count++;
  drops = join(top, "watched", `drops${count}`);
  outside = join(top, `outside${count}`);
  for (const folder of [drops, outside]) mkdirSync(folder, { recursive: true });
  const body = { applianceId: site.id, type: "folder", settings: { path: `drops${count}` } };
  feedId = (await ask<{ id: number }>(createFeed, "/api/v1/feeds", { method: "POST", body })).body.id;
  for (const name of ["a", "b"]) {
    put(join(drops, `${name}.csv`), list(`pc${name}${count}`));
    // Of the same size and time, so that nothing but where it stands tells it apart.
    put(join(outside, `${name}.csv`), list(`no${name}${count}`));
  }
});

/** One look; once a.csv is an import, `meanwhile` happens. */
async function look(meanwhile: () => void = () => undefined) {
  let isDone = false;
  const ctx = {
    ...(await openContext(system)),
    enqueue: async () => {
      if (!isDone) meanwhile();
      isDone = true;
    },
  };
  const feed = await findFeed(ctx.db, feedId);
  if (feed === null) throw new Error("no feed");
  return readFolder(ctx, feed);
}

const imported = async () =>
  (
    await pool().query<{ name: string }>(
      "SELECT file_name AS name FROM import WHERE feed_id = $1 ORDER BY id",
      [feedId],
    )
  ).rows.map(({ name }) => name);

const b = () => join(drops, "b.csv");

it.each<[string, () => void]>([
  [
    "a link out of the folder",
    () => {
      unlinkSync(b());
      symlinkSync(join(outside, "b.csv"), b());
    },
  ],
  [
    "a pipe at whose other end is nobody",
    () => {
      unlinkSync(b());
      execFileSync("mkfifo", [b()]);
    },
  ],
  [
    "a file in a folder that became a link",
    () => {
      renameSync(drops, `${drops}-moved`);
      symlinkSync(outside, drops);
    },
  ],
  ["longer, as whoever writes it goes on", () => appendFileSync(b(), "pc-half,pc-ha")],
])("what is %s by the time it is opened is not taken", async (_, becomes) => {
  await look();
  expect(await look(becomes)).toMatchObject({ kind: "read", counts: { files: 1 } });
  expect(await imported()).toEqual(["a.csv"]);
});

it("a file that grows while it is read is taken when it is whole, not half of it before", async () => {
  const rows = Array.from({ length: 60_000 }, (_, row) => `row${row},row${row},2026-11-19T01:00:00Z`);
  put(b(), `Name,Hostname,Last Connect\n${rows.join("\n")}\n`);
  const ctx = { ...(await openContext(system)), enqueue: async () => undefined };
  let grewAt = 0;
  const query = ctx.db.query.bind(ctx.db);
  // The first piece of the large one is written while the rest of it is to be read.
  ctx.db = Object.assign(Object.create(ctx.db), {
    query: (...args: Parameters<typeof query>) => {
      if (String(args[0]).includes("INTO import_chunk") && ++grewAt === 2) appendFileSync(b(), "more,");
      return query(...args);
    },
  });
  await look();
  const feed = await findFeed(ctx.db, feedId);
  if (feed === null) throw new Error("no feed");
  expect(await readFolder(ctx, feed)).toMatchObject({ counts: { files: 1 }, lookAgainMs: 10_000 });
  expect(grewAt).toBeGreaterThan(1);
  expect(await imported()).toEqual(["a.csv"]);
  appendFileSync(b(), "more,2026-11-19T01:00:00Z\n");
  await look();
  await look();
  expect(await imported()).toEqual(["a.csv", "b.csv"]);
});

it("a file that went before it was read, and came back as it was, is read then", async () => {
  await look();
  await look(() => renameSync(b(), join(outside, "kept.csv")));
  renameSync(join(outside, "kept.csv"), b());
  await look();
  await look();
  expect(await imported()).toEqual(["a.csv", "b.csv"]);
});
