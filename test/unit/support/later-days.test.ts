import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { type ExportPlan, makeExport } from "../../support/make-export";

const day = 86_400_000;
const first = { installedAt: Date.UTC(2026, 10, 20, 3), exportedAt: Date.UTC(2026, 10, 20, 2) };
const rows = 20_000;
const later: ExportPlan = {
  rows,
  installedAt: first.installedAt,
  exportedAt: first.exportedAt + day,
  laterDay: { first, before: first.installedAt },
};

function lines(plan: ExportPlan): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(makeExport(plan).text(), { header: true, skipEmptyLines: true })
    .data;
}

describe("later days of a made fleet", () => {
  const before = lines({ rows, ...first });
  const after = lines(later);

  test("list the same clients in the same places", () => {
    const identity = (line: Record<string, string>) =>
      [line.Name, line["Hostname/IP"], line.FQDN, line.Group].join();
    expect(after.map(identity)).toEqual(before.map(identity));
  });

  test("60 of 100 are online, and the dates of 84 of 100 have moved", () => {
    const online = after.filter(({ Status }) => Status === "Online").length / rows;
    const moved = after.filter(
      (line, index) => line["Status Details"] !== before[index]?.["Status Details"],
    ).length;
    expect(online).toBeGreaterThan(0.585);
    expect(online).toBeLessThan(0.615);
    expect(moved / rows).toBeGreaterThan(0.825);
    expect(moved / rows).toBeLessThan(0.855);
  });

  test("no date lies after the export, and the truth counts who came after the release", () => {
    const { truth } = makeExport(later);
    expect(truth.newestAt).toBeLessThanOrEqual(later.exportedAt ?? 0);
    expect(truth.checkedIn / rows).toBeGreaterThan(0.84);
    expect(truth.accepted).toBe(rows);
  });

  test("regrouping moves one client in a hundred to another group and nothing else", () => {
    const changed = lines({ ...later, regroupedEvery: 100 });
    const differ = changed.filter((line, index) => JSON.stringify(line) !== JSON.stringify(after[index]));
    expect(differ).toHaveLength(rows / 100);
    const withoutGroup = (line: Record<string, string>) => ({ ...line, Group: "" });
    expect(changed.map(withoutGroup)).toEqual(after.map(withoutGroup));
  });

  test("another first number gives other hosts", () => {
    const hosts = new Set(before.map((line) => line["Hostname/IP"]));
    const others = lines({ rows: 1_000, ...first, firstIndex: 1_000_000 });
    expect(others).toHaveLength(1_000);
    expect(others.filter((line) => hosts.has(line["Hostname/IP"] ?? ""))).toEqual([]);
  });
});
