// Between a look and the reading a name may come to lead elsewhere: nothing but the file that was found is read.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { seenAs } from "@/lib/feeds/folder/find-files";
import { Moved, readFound } from "@/lib/feeds/folder/read-found";

let room: string;
beforeEach(() => {
  room = mkdtempSync(join(realpathSync(tmpdir()), "rollcall-found-"));
  mkdirSync(join(room, "drops"));
  mkdirSync(join(room, "elsewhere"));
  writeFileSync(join(room, "drops", "a.csv"), "the list");
  writeFileSync(join(room, "elsewhere", "a.csv"), "a secret");
});
afterEach(() => rmSync(room, { recursive: true }));

const path = () => join(room, "drops", "a.csv");
const find = () => ({ name: "a.csv", ...seenAs(lstatSync(path())) });
const sameTime = (...paths: string[]) => {
  for (const each of paths) utimesSync(each, 1_000, 1_000);
};

it("reads the file that was found", async () => {
  expect(await text(readFound(path(), find()))).toBe("the list");
});

const changes: [string, () => void][] = [
  [
    "a link",
    () => {
      unlinkSync(path());
      symlinkSync(join(room, "elsewhere", "a.csv"), path());
    },
  ],
  [
    "a pipe",
    () => {
      unlinkSync(path());
      execFileSync("mkfifo", [path()]);
    },
  ],
  [
    "a folder",
    () => {
      unlinkSync(path());
      mkdirSync(path());
    },
  ],
  [
    "another file, as its folder became a link to a file of the same size and time",
    () => {
      renameSync(join(room, "drops"), join(room, "before"));
      symlinkSync(join(room, "elsewhere"), join(room, "drops"));
    },
  ],
  ["a file that has gone", () => unlinkSync(path())],
  ["a file that grew", () => appendFileSync(path(), " goes on")],
];

it.each(changes)("reads nothing of %s", async (_, change) => {
  sameTime(path(), join(room, "elsewhere", "a.csv"));
  const found = find();
  change();
  await expect(text(readFound(path(), found))).rejects.toThrow(Moved);
});

it("one that grows while it is read does not end as if it were whole", async () => {
  const bytes = readFound(path(), find());
  expect((await bytes.next()).value?.toString()).toBe("the list");
  appendFileSync(path(), " goes on");
  await expect(text(bytes)).rejects.toThrow(Moved);
});

it("reads nothing of a folder that became a link before it was listed, though the file is the one that was found", async () => {
  renameSync(join(room, "drops"), join(room, "before"));
  symlinkSync(join(room, "elsewhere"), join(room, "drops"));
  await expect(text(readFound(path(), find()))).rejects.toMatchObject({ code: "not_readable" });
});
