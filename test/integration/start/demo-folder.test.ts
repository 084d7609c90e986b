import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSort, demoFolderOf, demoSettings, refuseSharedStores } from "../../../bin/start/demo.js";
import { scratchFolder } from "./scratch";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = scratchFolder());
});
afterEach(() => remove());

describe("the data folder of a demo", () => {
  it("is an empty one, which is a demo's from then on, also where the start was killed", () => {
    writeFileSync(join(folder, "rollcall.lock"), "");
    checkSort(folder, true);
    checkSort(folder, true);
    writeFileSync(join(folder, "secret"), "more");
    checkSort(folder, true);
    expect(readdirSync(folder)).toContain("demo");
  });

  it("is refused by a plain start", () => {
    checkSort(folder, true);
    expect(() => checkSort(folder, false)).toThrow(
      `The data folder ${folder} is a demo's, with invented data: start it with npm start -- --demo, or set ROLLCALL_DATA_DIR to another folder.`,
    );
  });

  it("is none that holds anything else, and nothing is put there", () => {
    writeFileSync(join(folder, "instance.json"), "{}");
    expect(() => checkSort(folder, true)).toThrow(
      `The data folder ${folder} holds something else than a demo: set ROLLCALL_DATA_DIR to an empty folder for the demo.`,
    );
    expect(readdirSync(folder)).toEqual(["instance.json"]);
    checkSort(folder, false);
  });
});

it("a demo takes no database and no queue of others", () => {
  refuseSharedStores({ REDIS_URL: " " });
  expect(() => refuseSharedStores({ DATABASE_URL: "postgres://x", REDIS_URL: "redis://x" })).toThrow(
    "start it without DATABASE_URL and REDIS_URL",
  );
});

it("a demo reaches this machine alone", () => {
  const settings = demoSettings(folder, "http://127.0.0.1:4123");
  expect(settings).toMatchObject({
    ROLLCALL_DEMO_FOLDER: demoFolderOf(folder),
    ROLLCALL_DEMO_STAND_IN: "http://127.0.0.1:4123",
    ROLLCALL_OUTGOING_ALLOW: "127.0.0.1",
  });
});
