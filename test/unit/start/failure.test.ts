import { describe, expect, it } from "vitest";
import { asStartFailure, StartFailure, toldAs } from "../../../bin/start/failure.js";

const refused = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: no`), { code, ...more });
const place = "The data folder /data";

describe("a start that cannot write", () => {
  it.each([
    ["ENOSPC", /the disk is full.*free some space/],
    ["EDQUOT", /quota.*free some space/],
    ["EROFS", /only be read.*writable/],
    ["EACCES", /no access.*give this user access/],
    ["EPERM", /no access.*give this user access/],
  ])("says of %s what to do, and where", (code, words) => {
    const told = asStartFailure(refused(code), place);
    expect(told).toBeInstanceOf(StartFailure);
    expect(String(told)).toMatch(words);
    expect(String(told)).toContain(place);
    expect(String(asStartFailure(refused(code, { path: "/data/rollcall.lock" }), place))).toContain(
      "/data/rollcall.lock",
    );
  });

  it.each([
    ['could not extend file "base/1/2": No space left on device', "the disk is full"],
    ["npm error code ENOSPC\nnpm error syscall write", "the disk is full"],
    ["initdb: error: could not write to file: Disk quota exceeded", "the disk quota is used up"],
    ['could not open file "postmaster.pid": Read-only file system', "its disk can only be read"],
    ["chown: changing ownership of '/data': Operation not permitted", "this user has no access to it"],
    ['could not open directory "/data/postgres": Permission denied', "this user has no access to it"],
  ])("says it also where a program was refused: %s", (words, why) => {
    const told = toldAs(new StartFailure(`It failed:\n${words}\n    at somewhere`), place);
    expect(told).toContain(place);
    expect(told).toContain(words.split("\n")[0]);
    expect(told).toContain(why);
    expect(told).not.toContain("\n");
  });

  it("says it once, however often it is passed on", () => {
    const told = asStartFailure(refused("ENOSPC"), place);
    expect(asStartFailure(told, "somewhere else")).toBe(told);
  });
});

describe("any other error of a start", () => {
  it.each([
    refused("ECONNRESET"),
    new StartFailure("so it is"),
    new StartFailure("permission denied for schema public"),
    "no error at all",
  ])("stays as it is: %s", (error) => {
    expect(asStartFailure(error, place)).toBe(error);
  });

  it("is told with its stack only where nobody foresaw it", () => {
    expect(toldAs(new StartFailure("so it is"), place)).toBe("so it is");
    expect(toldAs(new Error("unforeseen"), place)).toMatch(/^Error: unforeseen\n\s+at /);
  });
});
