// The form in which rows leave the reading thread: what was put into it comes back, and equal words are equal bytes.
import { describe, expect, it, test } from "vitest";
import { hashBytes } from "@/lib/evidence/rows/hash-bytes";
import { buffersOf, fieldAt, rowAt } from "@/lib/evidence/rows/row-batch";
import { packFlags, unpackFlags } from "@/lib/evidence/rows/row-flags";
import { batchBuilder } from "@/lib/intake/export-file/batch/batch-builder";
import { readBytes } from "@/lib/intake/export-file/read-bytes";
import type { TableRules } from "@/lib/intake/export-file/read-table";
import type { ExportRow } from "@/lib/intake/export-file/rows/row";
import { makeExport } from "@/test/support/make-export";

const rules: TableRules = {
  limits: { maxRows: 1_000_000, maxColumns: 200, maxLineChars: 1_000_000, maxFieldChars: 100_000 },
  zone: "Europe/Lisbon",
  zoneStated: false,
  rememberedZones: {},
  order: "dmy",
  defaultKind: "jump_client",
  now: Date.UTC(2026, 10, 22),
};

const aRow: ExportRow = {
  line: 7,
  kind: "jumpoint",
  vendorId: null,
  name: "São João",
  hostname: null,
  fqdn: null,
  group: "Shops",
  connectedAt: 1_795_000_000_123,
  connectedFromAt: null,
  online: false,
  earliestAt: 1_795_000_000_123,
  newestAt: 1_795_000_000_123,
  needsUpdate: null,
  needsUpdateUnread: true,
  connectionType: "passive",
  availability: "disabled",
  attributes: { tag: 'a "b" \\ c', "2024": "x", status: "Offline" },
  newestIsLocal: true,
  unreadable: { column: "Status" },
  rejected: true,
  knownOnly: true,
};

function batchOf(...rows: ExportRow[]) {
  const builder = batchBuilder(5);
  for (const row of rows) builder.add(row);
  return builder.give();
}

test("MurmurHash3 x86_128 as published, and never nothing", () => {
  const hashOf = (text: string) => {
    const [high, low] = [new Int32Array(1), new Int32Array(1)];
    hashBytes(Buffer.from(text), 0, Buffer.byteLength(text), 0, high, low, 0);
    return [high, low].map(([half]) => ((half as number) >>> 0).toString(16).padStart(8, "0")).join("");
  };
  expect(hashOf("The quick brown fox jumps over the lazy dog")).toBe("2f1583c3ecee2c67");
  expect(hashOf("I will not buy this record, it is scratched.")).toBe("a0a9683b25ac5e40");
  expect(hashOf("")).toBe("0000000000000001");
});

describe("a batch", () => {
  it("gives back a row with nothing in it and one with everything", () => {
    const batch = batchOf(aRow, { ...aRow, vendorId: "71", fqdn: "a.b.c", hostname: "a", unreadable: null });
    const { newestAt: _at, newestIsLocal: _isLocal, unreadable: _column, ...kept } = aRow;
    expect(rowAt(batch, 0)).toEqual({
      ...kept,
      // A fact says it, and it moves with every export.
      attributes: { tag: 'a "b" \\ c', "2024": "x" },
      seq: 0,
      hostKey: "são joão",
      shortHost: "são joão",
      isUnreadable: true,
      unreadableColumn: "Status",
    });
    expect(rowAt(batch, 1)).toMatchObject({ vendorId: "71", hostKey: "a.b.c", shortHost: "a", seq: 1 });
    expect(Buffer.from(fieldAt(batch, 1, "attributes") ?? []).toString()).toBe(
      '{"2024":"x","tag":"a \\"b\\" \\\\ c"}',
    );
    expect(fieldAt(batch, 0, "vendorId")).toBeNull();
    expect([batch.vendorHash.high[0], batch.vendorHash.low[0]]).toEqual([0, 0]);
    expect(batch.vendorHash.low[1]).not.toBe(0);
  });

  it("tells a change of what describes, and none where only facts move", () => {
    const moved = batchOf(aRow, { ...aRow, online: true, connectedAt: 1_795_000_999_000 });
    expect([moved.saidHash.high[0], moved.saidHash.low[0]]).toEqual([
      moved.saidHash.high[1],
      moved.saidHash.low[1],
    ]);
    const changed = batchOf(aRow, { ...aRow, attributes: { ...aRow.attributes, tag: "d" } });
    expect(changed.saidHash.low[0]).not.toBe(changed.saidHash.low[1]);
  });

  it("moves to another thread without being copied", () => {
    const batch = batchOf(aRow);
    const moved = structuredClone(batch, { transfer: buffersOf(batch) });
    expect(batch.text.length).toBe(0);
    expect(rowAt(moved, 0).name).toBe("São João");
  });

  it("packs every combination of flags", () => {
    for (const online of [null, false, true])
      for (const connectionType of [null, "active", "passive"] as const)
        for (const availability of [null, "available", "disabled", "uninstalled"] as const)
          for (const bit of [false, true]) {
            const facts = {
              online,
              needsUpdate: online,
              needsUpdateUnread: bit,
              connectionType,
              availability,
              isUnreadable: bit,
              rejected: !bit,
              knownOnly: bit,
            };
            expect(unpackFlags(packFlags(facts))).toEqual(facts);
          }
  });
});

test("equal words are equal bytes in whatever order the columns stand and whichever way they were read", () => {
  const columns = ["Name", "Hostname/IP", "Tag", "Group", "Status Details", "id"];
  const cells = ["Till 1", "PC-1.Corp.Example", "VIP", "Lisboa", "Online since 20/11/2026 13:31:05", "71"];
  const texts = [columns, [...columns].reverse()].map((headings) => {
    const row = headings.map((heading) => cells[columns.indexOf(heading)]);
    return `${headings.join()}\n${row.join()}\n`;
  });
  const read = texts.flatMap((text) =>
    [false, true].map((exactOnly) => {
      const reader = readBytes({ rules, encoding: "utf-8", seed: 3 }, exactOnly);
      reader.push(Buffer.from(text));
      const { rows } = reader.finish();
      expect(rows.count).toBe(1);
      expect(reader.plainRows()).toBe(exactOnly ? 0 : 1);
      return [Buffer.from(rows.text).toString(), rows.saidHash.high[0], rows.saidHash.low[0]];
    }),
  );
  expect(new Set(read.map((each) => JSON.stringify(each))).size).toBe(1);
});

/** A list of clients whose dates are written so. */
function listOf(rows: number, write: (at: Date) => string): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const lines = Array.from({ length: rows }, (_, row) => {
    const at = new Date(Date.UTC(2026, 9, 1 + (row % 23), row % 24, row % 60, (row * 7) % 60));
    return `PC-${row} Balcão,pc-${two(row)}.corp.example,Lisboa,${write(at)},CORP\\user${row}`;
  });
  return `Name,Hostname/IP,Group,Status Details,Console User\n${lines.join("\n")}\n`;
}

describe("at least 99 of 100 rows of a plain list are read as plain ones", () => {
  const iso = (at: Date) => at.toISOString().slice(0, 19);
  const parts = (at: Date) => {
    const [year, month, day] = iso(at).slice(0, 10).split("-");
    return { year, month, day, clock: iso(at).slice(11) };
  };
  const half = (at: Date) => {
    const hour = at.getUTCHours();
    return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${hour % 12 || 12}${iso(at).slice(13)}\u202f${hour < 12 ? "AM" : "PM"}`;
  };
  const forms: [string, "dmy" | "mdy" | null, (at: Date) => string][] = [
    [
      "d/m/y",
      "dmy",
      (at) => `Online since ${parts(at).day}/${parts(at).month}/${parts(at).year} ${parts(at).clock}`,
    ],
    [
      "d.m.y",
      "dmy",
      (at) => `Verbunden seit ${parts(at).day}.${parts(at).month}.${parts(at).year} ${parts(at).clock}`,
    ],
    [
      "m/d/y",
      "mdy",
      (at) => `Online since ${parts(at).month}/${parts(at).day}/${parts(at).year} ${parts(at).clock}`,
    ],
    ["m/d/y AM/PM", "mdy", (at) => `Offline since ${half(at)}`],
    [
      "d/m/y to the minute",
      "dmy",
      (at) =>
        `Ligado desde ${parts(at).day}/${parts(at).month}/${parts(at).year} ${parts(at).clock.slice(0, 5)}`,
    ],
    ["d/m/y alone", "dmy", (at) => `Offline since ${parts(at).day}/${parts(at).month}/${parts(at).year}`],
    ["y-m-d", null, (at) => `Online since ${iso(at).replace("T", " ")}`],
    [
      "a date and no words",
      "dmy",
      (at) => `${parts(at).day}/${parts(at).month}/${parts(at).year} ${parts(at).clock}`,
    ],
    ["ISO with an offset", null, (at) => `${iso(at)}+00:00`],
    ["ISO in UTC", null, (at) => `${iso(at)}Z`],
  ];

  it.each(forms)("%s", (_name, order, write) => {
    const reader = readBytes({ rules: { ...rules, order }, encoding: "utf-8", seed: 1 });
    const first = reader.push(Buffer.from(listOf(2_000, write)));
    const last = reader.finish();
    expect([first.stop, last.stop, last.rejects, first.rejects]).toEqual([null, null, [], []]);
    expect(reader.counts().accepted).toBe(2_000);
    expect(reader.plainRows()).toBeGreaterThanOrEqual(1_980);
  });

  it("of the API, every cell in quotation marks", async () => {
    const made = makeExport({ rows: 3_000, shape: "api" });
    const reader = readBytes({ rules, encoding: "utf-8", seed: 1 });
    for await (const piece of made.bytes()) reader.push(piece);
    reader.finish();
    // One comment in fifty goes over two lines.
    expect(reader.plainRows()).toBeGreaterThanOrEqual(made.truth.total * 0.98 * 0.99);
  });
});
