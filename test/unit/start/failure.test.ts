import { describe, expect, it } from "vitest";
import { asStartFailure, StartFailure } from "../../../bin/start/failure.js";

const refused = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: no`), { code, ...more });

describe("a start that cannot write", () => {
  it.each([
    ["ENOSPC", /The disk is full.*free some space/],
    ["EDQUOT", /quota.*free some space/],
    ["EROFS", /only be read.*writable/],
    ["EACCES", /may not write.*give this user access/],
    ["EPERM", /may not write.*give this user access/],
  ])("says of %s what to do, and where", (code, words) => {
    const told = asStartFailure(refused(code), "/data");
    expect(told).toBeInstanceOf(StartFailure);
    expect(String(told)).toMatch(words);
    expect(String(told)).toContain("/data");
    expect(String(asStartFailure(refused(code, { path: "/data/rollcall.lock" }), "/data"))).toContain(
      "/data/rollcall.lock",
    );
  });

  it("leaves every other error as it is", () => {
    const other = refused("ECONNRESET");
    expect(asStartFailure(other, "/data")).toBe(other);
    const failure = new StartFailure("so it is");
    expect(asStartFailure(failure, "/data")).toBe(failure);
  });
});
