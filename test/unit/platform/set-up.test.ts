import { describe, expect, it } from "vitest";
import { countReport } from "../../../bin/check/run-check.js";
import { readApiKeyArguments } from "../../../bin/start/api-key-arguments.js";
import { isInstalled, isNodeNewEnough } from "../../../bin/start/set-up.js";

describe("isNodeNewEnough", () => {
  it.each([
    ["v20.19.0", ">=20.19", true],
    ["v20.20.2", ">=20.19", true],
    ["v22.0.0", ">=20.19", true],
    ["v20.18.9", ">=20.19", false],
    ["v18.20.4", ">=20.19", false],
  ])("%s against %s: %s", (version, wanted, answer) => {
    expect(isNodeNewEnough(version, wanted)).toBe(answer);
  });
});

describe("isInstalled", () => {
  const lock = (packages: object) => JSON.stringify({ packages: { "": {}, ...packages } });
  const one = { "node_modules/a": { version: "1.0.0", integrity: "x" } };

  it("holds when every package is there in its version", () => {
    expect(isInstalled(lock(one), lock(one))).toBe(true);
  });

  it("holds without optional packages of other systems", () => {
    const other = { ...one, "node_modules/b-darwin": { version: "1.0.0", optional: true } };
    expect(isInstalled(lock(other), lock(one))).toBe(true);
  });

  it("does not hold when one is missing, or of another version, or nothing was ever installed", () => {
    expect(isInstalled(lock(one), lock({}))).toBe(false);
    expect(isInstalled(lock(one), lock({ "node_modules/a": { version: "1.0.1", integrity: "y" } }))).toBe(
      false,
    );
    expect(isInstalled(lock(one), "")).toBe(false);
  });
});

describe("readApiKeyArguments", () => {
  it("takes name, role and appliance", () => {
    expect(readApiKeyArguments(["--name", "upload", "--role", "lead"])).toEqual({
      kind: "asked",
      key: { name: "upload", role: "lead" },
    });
    expect(readApiKeyArguments(["--name=x", "--role=agent", "--appliance=3"])).toMatchObject({
      key: { applianceId: 3 },
    });
  });

  it.each([
    [["--role", "lead"], "Give the key a name with --name"],
    [["--name", "x"], "Give the key a role with --role"],
    [["--name", "x", "--role", "king"], 'There is no role "king"'],
    [["--name", "x", "--role", "agent"], "An agent key belongs to one appliance"],
    [
      ["--name", "x", "--role", "agent", "--appliance", "acme"],
      "--appliance takes the number of an appliance",
    ],
    [["--nme", "x"], "Unknown option '--nme'"],
    [["--name", "x", "--role", "lead", "extra"], "Unexpected argument 'extra'"],
  ])("refuses %j in one sentence", (args, sentence) => {
    const read = readApiKeyArguments(args);
    expect(read).toMatchObject({ kind: "wrong", sentence: expect.stringContaining(sentence) });
    expect(JSON.stringify(read)).not.toContain("\\n");
  });
});

describe("countReport", () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  });
  const report = (testResults: object[], counts: object) =>
    JSON.stringify({
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      ...counts,
      testResults,
    });

  it("counts tests", () => {
    const files = [file("passed", "passed", "skipped"), file("failed", "failed")];
    expect(countReport(report(files, { numPassedTests: 1, numFailedTests: 1, numPendingTests: 1 }))).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });

  it("counts a file that could not be loaded as a failure", () => {
    expect(countReport(report([file("failed")], {}))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
