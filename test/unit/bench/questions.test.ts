import { describe, expect, test } from "vitest";
import { clientQuery, clientQueryNames } from "@/lib/rollout/clients/client-query";
import { listFilters, listSorts } from "../../bench/list-questions";
import { readOptions } from "../../bench/options";

describe("questions to the list", () => {
  const filters = listFilters({ rows: 1_000, installedAt: Date.UTC(2026, 10, 20) });

  test("are all such as the API takes", () => {
    for (const { parameters } of filters)
      expect(clientQuery.strict().safeParse(parameters).error).toBeUndefined();
    for (const sort of listSorts) expect(clientQuery.safeParse({ sort }).error).toBeUndefined();
  });

  test("use every documented filter", () => {
    const used = new Set(filters.flatMap(({ parameters }) => Object.keys(parameters)));
    // The bench adds these to every question, or has one appliance only.
    const elsewhere = ["rolloutId", "sort", "applianceId"];
    expect(clientQueryNames.filter((name) => !used.has(name) && !elsewhere.includes(name))).toEqual([]);
  });
});

describe("options of the bench", () => {
  test("three sizes and no hour-long steps unless they are named", () => {
    const { rows, only } = readOptions([]);
    expect(rows).toEqual([10_000, 100_000, 1_000_000]);
    expect([only.has("imports"), only.has("sql"), only.has("http")]).toEqual([true, false, false]);
  });

  test("--ci is one size, which a given option still changes", () => {
    expect(readOptions(["--ci"]).rows).toEqual([50_000]);
    expect(readOptions(["--ci", "--rows", "2000"]).rows).toEqual([2_000]);
  });

  test("what cannot be meant is refused", () => {
    expect(() => readOptions(["--only", "imports,nothing"])).toThrow(/no part "nothing"/);
    expect(() => readOptions(["--rows", "many"])).toThrow(/--rows/);
    expect(() => readOptions(["--queue", "kafka"])).toThrow(/--queue/);
  });
});
