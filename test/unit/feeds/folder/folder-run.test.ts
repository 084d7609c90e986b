import { describe, expect, it } from "vitest";
import {
  closeRun,
  type FolderRun,
  folderFilesOf,
  openRun,
  readAsOf,
  refusalsAtMost,
  type SeenFile,
  toLookAtAgain,
} from "@/lib/feeds/folder/folder-run";

const readAs = readAsOf({ kind: "jumpoint" }, 512);
const good: SeenFile = { stamp: "1 1", imported: true };
const bad = (since: number, code = "file_too_large"): SeenFile => ({
  stamp: "1 1",
  imported: true,
  refused: { code, why: `Too large ${since}.`, since },
});
const run = (files: Record<string, SeenFile>, more: Partial<FolderRun> = {}): FolderRun => ({
  path: "lisbon",
  readAs,
  files: new Map(Object.entries(files)),
  leftOut: null,
  ...more,
});
const stored = (of: FolderRun): unknown => JSON.parse(JSON.stringify(closeRun(of)));
const told = (kept: unknown, path = "lisbon") =>
  folderFilesOf({ type: "folder", run: kept, settings: { path } });

describe("what is remembered", () => {
  it("comes back as it was kept, whatever a file is called", () => {
    const files = new Map([
      ["__proto__", good],
      ["path", bad(1)],
      ["files", good],
    ]);
    expect(openRun(stored(run({}, { files })), "lisbon", readAs)).toEqual(run({}, { files }));
  });

  it("of the release before is its files", () => {
    expect(openRun({ "a.csv": good, path: good }, "lisbon", readAs)).toEqual(
      run({ "a.csv": good, path: good }),
    );
  });

  it("is nothing of another folder, neither to the next look nor to people", () => {
    const kept = stored(run({ "a.csv": bad(1) }));
    expect(openRun(kept, "porto", readAs).files.size).toBe(0);
    expect(told(kept, "porto")).toEqual({ refused: [], more: 0, leftOut: null });
  });

  it.each([
    [{ kind: "console" }, 512],
    [{ kind: "jumpoint", timeZone: "Europe/Lisbon" }, 512],
    [{ kind: "jumpoint", dateOrder: "dmy" }, 512],
    [{ kind: "jumpoint", complete: false }, 512],
    [{ kind: "jumpoint" }, 1_024],
  ] as const)(
    "where files are read as %j of %i MiB, those that were refused are looked at again",
    (as, mib) => {
      const again = openRun(stored(run({ "a.csv": bad(1), "b.csv": good })), "lisbon", readAsOf(as, mib));
      expect(Object.fromEntries(again.files)).toEqual({
        "a.csv": { stamp: "1 1", imported: false },
        "b.csv": good,
      });
    },
  );
});

describe("what was refused", () => {
  const many = Object.fromEntries(
    Array.from({ length: refusalsAtMost + 3 }, (_, at) => [`${at}.csv`, bad(at)] as const),
  );

  it("is told newest first, as many as there is room for, and how many more", () => {
    const files = told(stored(run(many)));
    expect(files).toMatchObject({ more: 3 });
    expect(files?.refused).toHaveLength(refusalsAtMost);
    expect(files?.refused[0]).toEqual({
      name: "202.csv",
      code: "file_too_large",
      why: "Too large 202.",
      since: 202,
    });
  });

  it("and was not named is looked at again as soon as there is room", () => {
    const full = openRun(stored(run(many)), "lisbon", readAs);
    expect(toLookAtAgain(full.files).size).toBe(0);
    const mended = new Map(full.files);
    for (const name of ["202.csv", "201.csv"]) mended.set(name, good);
    expect([...toLookAtAgain(mended)]).toEqual(["2.csv", "1.csv"]);
  });

  it.each(["not_readable", "not_taken"])("%s is tried again at every look", (code) => {
    expect([...toLookAtAgain(run({ a: bad(1, code), b: bad(2), c: good }).files)]).toEqual(["a"]);
  });
});

it("says how many files were never read, by which limit, and what to do", () => {
  const leftOut = { count: 2_003, of: 12_003, limit: 10_000 };
  expect(told(stored(run({}, { leftOut })))?.leftOut).toEqual({
    ...leftOut,
    sentence:
      "The folder holds 12,003 files, and Rollcall looks at the newest 10,000: 2,003 older ones were never read. Move old files away, or raise ROLLCALL_FEED_FOLDER_FILES.",
  });
  expect(told(stored(run({}, { leftOut: { count: 1, of: 2, limit: 1 } })))?.leftOut?.sentence).toContain(
    "1 older one was never read",
  );
});

it("is told of folders only", () => {
  expect(folderFilesOf({ type: "url", run: { etag: "x" }, settings: {} })).toBeNull();
});
