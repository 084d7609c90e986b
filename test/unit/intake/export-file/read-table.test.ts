import { describe, expect, test } from "vitest";
import type { FileStop } from "@/lib/intake/export-file/question";
import { createTableReader, type TableRules } from "@/lib/intake/export-file/read-table";
import type { ExportRow, Notice, Reject } from "@/lib/intake/export-file/rows/row";

const limits = { maxRows: 1_000, maxColumns: 50, maxLineChars: 20_000, maxFieldChars: 5_000 };
const now = Date.parse("2026-11-21T12:00:00Z");
const at = (iso: string) => Date.parse(iso);

function read(text: string, rules: Partial<TableRules> = {}, chunk = text.length || 1) {
  const reader = createTableReader({
    limits,
    zone: "UTC",
    zoneStated: false,
    rememberedZones: {},
    order: "dmy",
    defaultKind: "jump_client",
    now,
    ...rules,
  });
  const staged: ExportRow[] = [];
  const rejects: Reject[] = [];
  const notices: Notice[] = [];
  let stop: FileStop | null = null;
  const take = (batch: ReturnType<typeof reader.push>) => {
    staged.push(...batch.rows);
    rejects.push(...batch.rejects);
    notices.push(...batch.notices);
    stop ??= batch.stop;
  };
  for (let from = 0; from < text.length; from += chunk) take(reader.push(text.slice(from, from + chunk)));
  take(reader.finish());
  return {
    /** Accepted rows. */
    rows: staged.filter(({ rejected }) => !rejected),
    /** Refused rows that say who they are. */
    listed: staged.filter(({ rejected }) => rejected),
    rejects,
    notices,
    stop: stop as FileStop | null,
    counts: reader.counts(),
    table: reader.tables()[0],
  };
}

const one = (headings: string, cells: string, rules: Partial<TableRules> = {}) => {
  const { rows, rejects, stop } = read(`${headings}\n${cells}\n`, rules);
  expect({ rejects, stop }).toEqual({ rejects: [], stop: null });
  expect(rows).toHaveLength(1);
  return rows[0] as ExportRow;
};

test("a whole row", () => {
  const row = one(
    "Name;Hostname/IP;FQDN;Group;Status Details;Operating System;Rack",
    "Till 4;PC-04;PC-04.Corp.Example.;Shops;Offline since 20/11/2026 14:02;Windows 11;B7",
  );
  expect(row).toEqual({
    line: 2,
    kind: "jump_client",
    vendorId: null,
    name: "Till 4",
    hostname: "pc-04",
    fqdn: "pc-04.corp.example",
    group: "Shops",
    connectedAt: at("2026-11-20T14:02:00Z"),
    connectedFromAt: null,
    online: false,
    earliestAt: at("2026-11-20T14:02:00Z"),
    newestAt: at("2026-11-20T14:02:00Z"),
    newestIsLocal: true,
    needsUpdate: null,
    needsUpdateUnread: false,
    connectionType: null,
    availability: null,
    unreadable: null,
    rejected: false,
    knownOnly: false,
    attributes: {
      status_details: "Offline since 20/11/2026 14:02",
      operating_system: "Windows 11",
      Rack: "B7",
    },
  });
});

describe("delimiters, line breaks and lines", () => {
  const table = [
    ["Name", "Status Details", "Comments"],
    ["a", "Offline since 20/11/2026, 14:02", "x; y, z"],
    ["b", "2026-11-20", ""],
  ];
  for (const delimiter of [",", ";", "\t"]) {
    for (const lineBreak of ["\n", "\r\n", "\r"]) {
      for (const head of ["", `sep=${delimiter}${lineBreak}`]) {
        test(JSON.stringify([delimiter, lineBreak, head]), () => {
          const text =
            head + table.map((cells) => cells.map((cell) => `"${cell}"`).join(delimiter)).join(lineBreak);
          const { rows, rejects, stop } = read(text);
          expect({ rejects, stop }).toEqual({ rejects: [], stop: null });
          expect(rows.map((row) => row.name)).toEqual(["a", "b"]);
          expect(rows.map((row) => row.line)).toEqual(head ? [3, 4] : [2, 3]);
          expect(rows[0]?.attributes.comments).toBe("x; y, z");
        });
      }
    }
  }

  test("quoted line breaks count as lines, blank lines are not rows", () => {
    const { rows, counts } = read(
      'Name,Comments,Status Details\r\n\r\na,"one\r\ntwo ""2""\nthree",\r\n , \r\nb,,Offline\r\n,,\r\n',
    );
    expect(rows.map((row) => [row.name, row.line])).toEqual([
      ["a", 3],
      ["b", 7],
    ]);
    expect(rows[0]?.attributes.comments).toBe('one\ntwo "2"\nthree');
    expect(counts).toMatchObject({ accepted: 2, rejected: 0 });
  });

  test("a title above the headings is skipped", () => {
    const { rows } = read("Jump Client list\n\nName,Status Details\na,2026-11-20\n");
    expect(rows.map((row) => row.line)).toEqual([4]);
  });

  test("the delimiter with known headings wins over one that is merely frequent", () => {
    const { table } = read("Name;Comments;Status Details\na;1,2,3,4;2026-11-20\nb;1,2,3,4;2026-11-20\n");
    expect(table?.delimiter).toBe(";");
  });
});

describe("rejects", () => {
  const headings = "Name,Hostname,Status Details,Kind,Tag";
  test.each<[string, string, string | null, object]>([
    [",,2026-11-20,,x", "no_identity", null, {}],
    ["a,b,2026-11-20,toaster,", "unknown_kind", "Kind", { column: "Kind", value: "toaster" }],
    [
      "a,b,Offline since yesterday 12:99,,",
      "unreadable_date",
      "Status Details",
      { column: "Status Details" },
    ],
    ["a,b,Offline for 3 days,,", "unreadable_date", "Status Details", { value: "Offline for 3 days" }],
    [
      "a,b,Offline since the flood,,",
      "unreadable_status",
      "Status Details",
      { column: "Status Details", value: "Offline since the flood" },
    ],
    ["a,b,Frobnicated,,", "unreadable_status", "Status Details", { value: "Frobnicated" }],
    ["a,b,7,,", "unreadable_status", "Status Details", { value: "7" }],
    [
      "a,b,Offline since 31/02/2026 14:02,,",
      "impossible_date",
      "Status Details",
      { value: "31/02/2026 14:02" },
    ],
    ["a,b,Offline since 11/20/2026 14:02,,", "wrong_date_order", "Status Details", { order: "dmy" }],
    ["a,b,Online since 21/11/2026 12:06,,", "future_date", "Status Details", { value: "21/11/2026 12:06" }],
  ])("%s", (line, code, column, params) => {
    const { rows, rejects, counts } = read(
      `${headings}\nok,ok,2026-11-20,,\n${line}\nlast,last,2026-11-20,,\n`,
    );
    expect(rows.map((row) => row.name)).toEqual(["ok", "last"]);
    expect(rejects).toMatchObject([{ line: 3, column, code, params, raw: line }]);
    expect(counts).toEqual({ accepted: 2, rejected: 1, noticed: 0, skipped: 0, leftOut: 0 });
  });

  test("a refused row that says who it is was listed, and says nothing else", () => {
    const { listed } = read(`${headings}\na,b,Offline since the flood,,\n,,2026-11-20,,x\n`);
    expect(listed).toMatchObject([
      { line: 2, name: "a", hostname: "b", unreadable: { column: "Status Details" }, connectedAt: null },
    ]);
  });

  test.each<[string, string, object, number]>([
    ["a,b,2026-11-20,,,extra", "extra_cells", { value: "extra", expected: 5, found: 6 }, 1],
    ["a,b", "short_row", { expected: 5, found: 2 }, 1],
    [headings, "repeated_headings", {}, 0],
  ])("what is no reason to refuse a row is told: %s", (line, code, params, more) => {
    const { rows, rejects, notices, counts } = read(
      `${headings}\nok,ok,2026-11-20,,\n${line}\nlast,last,2026-11-20,,\n`,
    );
    expect(rejects).toEqual([]);
    expect(rows).toHaveLength(2 + more);
    expect(notices).toMatchObject([{ line: 3, code, params }]);
    expect(counts).toEqual({ accepted: 2 + more, rejected: 0, noticed: more, skipped: 1 - more, leftOut: 0 });
  });

  test.each<[string, string]>([
    ["Name,Hostname,Status Details", "a,b,"],
    ["Name,Status Details", "a,-"],
    ["Name,Status Details", "a,Unbekannt"],
    ["Name,Status Details", "a,Offline"],
    ["Name,Status Details", "a,Offline since"],
    ["Name,Status Details", "a,Offline since never"],
    ["Name,Status Details", "a,Not available"],
    ["Name,Status Details", "a,Last connected"],
    ["Name,Status,Status Details", "a,Online,Frobnicated"],
    ["Name,Status,Status Details", "a,Frobnicated,Offline since 20/11/2026 14:02"],
    ["Name,Status Details,Last Connect", "a,Offline since the flood,20/11/2026 14:02"],
    ["Name,Status Details,Last Accessed", "a,Offline since the flood,20/11/2026 14:02"],
  ])("a status that is read, or not needed, is none: %s | %s", (headings, cells) => {
    expect(one(headings, cells)).toMatchObject({ name: "a" });
  });

  test.each<[string, string, string]>([
    ["Name,Status,Last Connect", "a,Frobnicated,", "Status"],
    ["Name,Status,Status Details", "a,Frobnicated,", "Status"],
    ["Name,Status Details,Last Connect", "a,Frobnicated,never", "Status Details"],
    ["Name,Estado,Última conexão", "a,Desconectado desde o dilúvio,", "Estado"],
  ])("an unread status is one where no date stands beside it: %s | %s", (headings, cells, column) => {
    const { rows, rejects } = read(`${headings}\n${cells}\n`);
    expect(rows).toEqual([]);
    expect(rejects).toMatchObject([{ line: 2, column, code: "unreadable_status", params: { column } }]);
  });

  test("extra empty cells and missing cells that decide nothing are harmless", () => {
    const { rows, rejects } = read(`${headings}\na,b,2026-11-20,,,,\nc,d,2026-11-20,button\n`);
    expect(rejects).toEqual([]);
    expect(rows.map((row) => row.kind)).toEqual(["jump_client", "button"]);
  });

  test("five minutes of clock difference are allowed", () => {
    expect(read("Name,Status Details\na,Online since 2026-11-21 12:05\n").rows).toHaveLength(1);
  });

  test("the row of a reject is shown in at most 500 characters", () => {
    const { rejects } = read(`${headings}\na,b,Offline for 3 days,,${"x".repeat(900)}\n`);
    expect(rejects[0]?.raw).toHaveLength(500);
  });

  test("a quotation mark that never closes costs its own row only", () => {
    const text = 'Name,Status Details\na,2026-11-20\n"b,2026-11-20\nc,2026-11-20\nd,2026-11-20\n';
    for (const chunk of [text.length, 7, 1]) {
      const { rows, rejects } = read(text, {}, chunk);
      expect(rows.map((row) => [row.name, row.line])).toEqual([
        ["a", 2],
        ["c", 4],
        ["d", 5],
      ]);
      expect(rejects).toMatchObject([{ line: 3, code: "malformed_quotes", raw: '"b,2026-11-20' }]);
    }
  });

  test("one that closes in a later row does not melt the rows together", () => {
    const text = 'Name,Status Details,Tag\n"a,2026-11-20,x\n"b",2026-11-20,y\nc,2026-11-20,z\n';
    const { rows, rejects } = read(text);
    expect(rows.map((row) => row.name)).toEqual(["b", "c"]);
    expect(rejects).toMatchObject([{ line: 2, code: "malformed_quotes" }]);
  });

  test("quotation marks inside one line are taken as they stand", () => {
    expect(one("Name,Status Details,Tag", '19" rack,2026-11-20,"He said "hi" there"').name).toBe('19" rack');
  });
});

describe("limits of the file", () => {
  const headings = "Name,Comments,Status Details\n";
  test.each<[string, string, object]>([
    ["rows", headings + "a,,2026-11-20\n".repeat(1_001), { code: "too_many_rows", params: { limit: 1_000 } }],
    ["columns", `${"c,".repeat(50)}Name\n`, { code: "too_many_columns", params: { columns: 51, limit: 50 } }],
    [
      "field",
      `${headings}a,${"x".repeat(5_001)},\n`,
      { code: "field_too_long", params: { line: 2, limit: 5_000 } },
    ],
    [
      "line",
      `${headings}${"abc,".repeat(6_000)}\n`,
      { code: "line_too_long", params: { line: 2, limit: 20_000 } },
    ],
    ["endless line", "x,".repeat(60_000), { code: "line_too_long", params: { line: 1, limit: 20_000 } }],
    [
      "open quotation mark",
      `${headings}ok,,2026-11-20\na,"open,2026-11-20\n${"b,,2026-11-20\n".repeat(900)}`,
      { code: "field_too_long", params: { line: 3, limit: 5_000 } },
    ],
  ])("%s", (_name, text, problem) => {
    for (const chunk of [text.length, 4_096, 100]) expect(read(text, {}, chunk).stop).toEqual({ problem });
  });
  test.each([
    ["one column", "Name\na\nb\n", "single_column"],
    ["a word", "hello", "single_column"],
    ["prose", "Dear Sir, or Madam, hello\nno commas here\nregards\nMe, myself\n", "not_a_table"],
    ["one line of words", "foo,bar", "not_a_table"],
  ])("%s is not a table", (_name, text, code) => {
    expect(read(text).stop).toEqual({ problem: { code, params: {} } });
  });
});

describe("questions", () => {
  const table =
    "Gerät;Zuletzt da;Wo\npc-1;Online seit 20.11.2026 14:02;A\npc-2;Offline seit 19.11.2026 08:00;B\n";
  test("columns that are not understood", () => {
    const { stop, rows } = read(table);
    expect(rows).toEqual([]);
    expect(stop).toMatchObject({
      question: {
        kind: "mapping",
        headings: ["Gerät", "Zuletzt da", "Wo"],
        rows: [
          ["pc-1", "Online seit 20.11.2026 14:02", "A"],
          ["pc-2", "Offline seit 19.11.2026 08:00", "B"],
        ],
        missing: ["identity", "date"],
        delimiter: ";",
        proposal: [{ field: "hostname" }, { field: "statusDetails", confidence: 0.8 }, {}],
      },
    });
  });

  test("answered by a mapping, and remembered for the next file", () => {
    const mapping = { Gerät: "hostname", "Zuletzt da": "statusDetails", Wo: null } as const;
    const answered = read(table, { mapping });
    expect(answered.rows).toMatchObject([
      { hostname: "pc-1", online: true, attributes: { Wo: "A" } },
      { online: false },
    ]);
    const mark = answered.table?.fingerprint ?? "";
    expect(read(table, { rememberedMappings: { [mark]: mapping } }).rows).toHaveLength(2);
    expect(read(table, { rememberedMappings: { other: mapping } }).stop).toMatchObject({ question: {} });
  });

  test("a mapping that is not enough asks again, one that names what is not there says so", () => {
    expect(read(table, { mapping: { Wo: "group" } }).stop).toMatchObject({ question: { kind: "mapping" } });
    expect(read(table, { mapping: { Nirgends: "name" } }).stop).toEqual({
      problem: { code: "mapping_unknown_heading", params: { heading: "Nirgends" } },
    });
  });

  test("dates that fit both orders", () => {
    const text = "Name,Status Details\na,Offline since 05/06/2026 10:00\n";
    expect(read(text, { order: null }).stop).toEqual({
      question: {
        kind: "date_order",
        why: "ambiguous",
        orders: ["dmy", "mdy"],
        examples: [{ line: 2, value: "05/06/2026 10:00", fits: "both" }],
      },
    });
    expect(read(text, { order: "mdy" }).rows[0]?.connectedAt).toBe(at("2026-05-06T10:00:00Z"));
  });
});

describe("what a row says about being connected", () => {
  const api =
    "id,name,connection_type,last_connect_timestamp,last_disconnect_timestamp,unavailable_reason,needs_update,is_lost";
  const early = "2026-11-20T10:00:00+00:00";
  const late = "2026-11-20T11:00:00+00:00";
  test.each<[string, Partial<ExportRow>]>([
    [
      `7,a,active,${late},${early},none,False,False`,
      {
        online: true,
        connectedAt: at(late),
        connectedFromAt: at(late),
        availability: "available",
        needsUpdate: false,
      },
    ],
    [
      `7,a,active,${early},${late},none,True,False`,
      {
        online: false,
        connectedAt: at(late),
        connectedFromAt: at(early),
        needsUpdate: true,
        earliestAt: at(early),
      },
    ],
    [`7,a,active,${late},${late},,,`, { online: false }],
    [`7,a,active,${early},,,,`, { online: true }],
    [`7,a,active,,,,,`, { online: null, connectedAt: null, newestAt: null }],
    [`7,a,passive,${late},${early},,,`, { online: null, connectionType: "passive", connectedAt: at(late) }],
    [
      `7,a,uninstalled,${late},${early},,,`,
      { online: null, connectionType: null, availability: "uninstalled" },
    ],
    [`7,a,active,${early},${late},disabled,,`, { availability: "disabled" }],
    [`7,a,active,never,-,,,`, { connectedAt: null }],
    [`7,a,active,0001-01-01T00:00:00,0,,,`, { connectedAt: null }],
  ])("%s", (cells, expected) => {
    expect(one(api, cells)).toMatchObject({ vendorId: "7", ...expected });
  });

  test("lost and disabled in words", () => {
    expect(one(api, `7,a,active,${early},${late},,,True`).attributes.lost).toBe("true");
    expect(one("Name,Status Details", "a,Lost since 20/10/2026").attributes.lost).toBe("true");
    expect(one("Name,Status,Status Details", "a,Deaktiviert,20.11.2026").availability).toBe("disabled");
  });

  test("online since, in a passive client too", () => {
    expect(
      one("Name,Connection Type,Status Details", "a,Passivo,Conectado desde 20/11/2026 14:02"),
    ).toMatchObject({
      online: true,
      connectedFromAt: at("2026-11-20T14:02:00Z"),
      connectedAt: at("2026-11-20T14:02:00Z"),
      connectionType: "passive",
    });
  });

  test("status and status details together", () => {
    expect(one("Name,Status,Status Details", "a,Online,20/11/2026 14:02")).toMatchObject({ online: true });
    expect(
      one("Name,Status,Status Details", "a,Upgrade pending,Online since 20/11/2026 14:02"),
    ).toMatchObject({
      online: true,
      needsUpdate: true,
    });
  });

  test("one date column alone says nothing about now", () => {
    expect(one("Name,Last Connection", `a,${late}`)).toMatchObject({ online: null, connectedAt: at(late) });
  });

  test("last accessed is a date of the file, not of a connection", () => {
    const row = one("Name,Last Accessed,Status Details", "a,20/11/2026 15:00,Offline since 20/11/2026 14:02");
    expect(row).toMatchObject({
      connectedAt: at("2026-11-20T14:02:00Z"),
      newestAt: at("2026-11-20T15:00:00Z"),
    });
  });

  test("a Status column that carries the dates is the status details", () => {
    expect(one("Name,Status", "a,Offline since 20/11/2026 14:02")).toMatchObject({
      online: false,
      connectedAt: at("2026-11-20T14:02:00Z"),
    });
  });

  test("the zone of the file and of a heading", () => {
    const zone = "America/Sao_Paulo";
    expect(one("Name,Last Connect", "a,20/11/2026 14:02", { zone }).connectedAt).toBe(
      at("2026-11-20T17:02:00Z"),
    );
    expect(one("Name,Last Connect (UTC)", "a,20/11/2026 14:02", { zone }).connectedAt).toBe(
      at("2026-11-20T14:02:00Z"),
    );
  });
});

describe("names, hosts and kinds", () => {
  const headings = "Name,Hostname/IP,FQDN,Status Details";
  test.each<[string, Partial<ExportRow>]>([
    ["A,PC-1.Corp.Example.,,", { name: "A", hostname: "pc-1", fqdn: "pc-1.corp.example" }],
    ["A,10.0.0.7,,", { hostname: null, fqdn: null }],
    ["A,2001:db8::7,,", { hostname: null, fqdn: null }],
    ["A,,PC-1.corp.example,", { hostname: "pc-1", fqdn: "pc-1.corp.example" }],
    ["A,,PC-1,", { hostname: "pc-1", fqdn: null }],
    ["'=A,PC-1,,", { name: "=A" }],
    ["'Til,PC-1,,", { name: "Til" }],
    ["'s-Hertogenbosch,PC-1,,", { name: "'s-Hertogenbosch" }],
    ["\u0000A\u0007b,PC-1,,", { name: "Ab" }],
    ['"two\nlines",PC-1,,', { name: "two lines" }],
  ])("%j", (cells, expected) => {
    expect(one(headings, cells)).toMatchObject(expected);
  });

  test.each([
    ["Jump Client", "jump_client"],
    ["cliente de Jump", "jump_client"],
    ["Jumpoint", "jumpoint"],
    ["consola del técnico de soporte", "console"],
    ["Konsole des Support-Technikers", "console"],
    ["console du technicien d'assistance", "console"],
    ["Botão Bomgar", "button"],
    ["Schaltfläche", "button"],
    ["agente di collegamento", "connection_agent"],
    ["agent de connexion", "connection_agent"],
    ["client d'intégration", "integration_client"],
    ["integration_client", "integration_client"],
    ["", "console"],
  ])("%s is %s", (word, kind) => {
    expect(one("Name,Kind,Status Details", `a,${word},Offline`, { defaultKind: "console" }).kind).toBe(kind);
  });

  test("attributes: unknown columns under their own heading, long ones cut", () => {
    const row = one("Name,Tag,Tag,,Status Details,tag", `a,one,two,three,,${"x".repeat(3_000)}`);
    expect(row.attributes).toMatchObject({ tag: "one", "Tag (2)": "two", "column 4": "three" });
    expect(row.attributes["tag (2)"]).toHaveLength(2_000);
  });
});
