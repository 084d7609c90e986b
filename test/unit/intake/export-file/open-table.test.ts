import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Mapping } from "@/lib/intake/export-file/headings/headings";
import { type OpeningRules, openTable } from "@/lib/intake/export-file/open-table";

const limits = { maxRows: 2_000_000, maxColumns: 200, maxLineChars: 100_000, maxFieldChars: 10_000 };

/** What became of a text, line by line: openings, rows and notices in the order they came. */
function read(pieces: string | readonly string[], rules: Partial<OpeningRules> = {}) {
  const told: string[] = [];
  const opening = openTable(
    { limits, defaultKind: "jump_client", ...rules },
    (table) =>
      told.push(
        `${table.line} open ${table.labelKind ?? "-"}: ${table.columns.map((field) => field ?? "·").join(" ")}`,
      ),
    (cells, line, _raw, quotes) => {
      told.push(`${line} ${quotes === "clean" ? "row" : quotes}: ${cells.join("|")}`);
      return false;
    },
    ({ line, code, params }) => told.push(`${line} ${code} ${Object.values(params).join("/")}`.trim()),
  );
  let stop = null;
  for (const piece of [pieces].flat()) stop ??= opening.push(piece);
  stop ??= opening.finish();
  return { told, stop, table: opening.table() };
}

const lines = (text: string, rules?: Partial<OpeningRules>) => {
  const { told, stop } = read(text, rules);
  expect(stop).toBeNull();
  return told;
};

describe("the heading line is the one that makes the table usable", () => {
  const open = (line: number) => `${line} open -: name hostname statusDetails`;
  test.each<[string, string, string[]]>([
    ["at once", "Name,Hostname,Status Details\na,b,c\n", [open(1), "2 row: a|b|c"]],
    [
      "below a title and blank lines",
      "My tills\n\nName,Hostname,Status Details\na,b,c\n",
      ["1 above_headings My tills", open(3), "4 row: a|b|c"],
    ],
    [
      "below a padded label",
      "Jump Client,,\nName,Hostname,Status Details\na,b,c\n",
      ["1 label Jump Client/jump_client", "2 open jump_client: name hostname statusDetails", "3 row: a|b|c"],
    ],
    [
      "below filter lines with known words",
      "Jump Group,Tills\nStatus,Online\nSearch,*\nName,Hostname,Status Details\na,b,c\n",
      [
        "1 above_headings Jump Group Tills",
        "2 above_headings Status Online",
        "3 above_headings Search *",
        open(4),
        "5 row: a|b|c",
      ],
    ],
    [
      "below a filter line that would be usable",
      "Name,*,Status,All\nName,Hostname,Status Details\na,b,c\n",
      ["1 above_headings Name * Status All", open(2), "3 row: a|b|c"],
    ],
    [
      "below a date and an author",
      "Created,2026-11-21\nBy,Alex Example\nName,Hostname,Status Details\na,b,c\n",
      ["1 above_headings Created 2026-11-21", "2 above_headings By Alex Example", open(3), "4 row: a|b|c"],
    ],
    [
      "below twenty lines",
      `${"x,y\n".repeat(20)}Name,Hostname,Status Details\na,b,c\n`,
      [
        ...Array.from({ length: 20 }, (_, index) => `${index + 1} above_headings x y`),
        open(21),
        "22 row: a|b|c",
      ],
    ],
    [
      "above a row whose cells are headings too",
      "Name,Hostname,Status Details\nComputer,Host,Online\n",
      [open(1), "2 row: Computer|Host|Online"],
    ],
  ])("%s", (_name, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test("the line that a person's mapping speaks of wins", () => {
    const text = "Name;Status\nGerät;Zuletzt da\npc-1;20.11.2026 14:02\n";
    const mapping = { Gerät: "hostname", "Zuletzt da": "lastSeen" } as const;
    expect(lines(text, { mapping })).toEqual([
      "1 above_headings Name Status",
      "2 open -: hostname lastSeen",
      "3 row: pc-1|20.11.2026 14:02",
    ]);
  });

  test("headings that nobody knows are looked for below lines that are not filled", () => {
    const { stop } = read("Filiale;;\nStand;;\nGerät;Zuletzt da;Wo\npc-1;20.11.2026 14:02;A\n");
    expect(stop).toMatchObject({ question: { kind: "mapping", headings: ["Gerät", "Zuletzt da", "Wo"] } });
  });

  test("long heads are searched even if a single line of them fills the first sample", () => {
    const text = `${"n,".repeat(15_000)}\n`.repeat(3);
    const told = lines(`${text}Name,Hostname,Status Details\na,b,c\n`);
    expect(told.slice(3)).toEqual([open(4), "5 row: a|b|c"]);
  });
});

describe("blocks", () => {
  const first = "Jump Client\nName,Status,Status Details\na,Online,x\n";
  test.each<[string, string, string[]]>([
    [
      "another item type is left out and told once",
      `${first}Remote VNC\nName,Hostname / IP,Status\nv1,10.0.0.9,Online\nv2,10.0.0.8,Online\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 other_block Remote VNC/2",
      ],
    ],
    [
      "another item type without usable headings",
      `${first}\n"Shell Jump"\nName,Port,Terminal\ns1,22,xterm\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "5 other_block Shell Jump/1",
      ],
    ],
    [
      "another kind is read by its own headings",
      `${first}Jumpoint\nid,name,connected\n7,gw,True\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 label Jumpoint/jumpoint",
        "5 open jumpoint: vendorId name online",
        "6 row: 7|gw|True",
      ],
    ],
    [
      "another kind with the same headings",
      `${first}Jumpoint (1)\nName,Status,Status Details\ngw,Online,y\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 label Jumpoint (1)/jumpoint",
        "5 open jumpoint: name status statusDetails",
        "6 row: gw|Online|y",
      ],
    ],
    [
      "the first block may be the other one",
      "Web Jump\nName,URL,Group\nw,https://x,G\nJump Client\nName,Status,Status Details\na,Online,x\n",
      [
        "1 other_block Web Jump/1",
        "4 label Jump Client/jump_client",
        "5 open jump_client: name status statusDetails",
        "6 row: a|Online|x",
      ],
    ],
    [
      "a label stands until the next one",
      `${first}Remote RDP\nName,Hostname,Status\nr,h,Online\nName,Hostname,Group,Status\nr2,h,G,Online\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 other_block Remote RDP/1",
        "7 other_block Remote RDP/1",
      ],
    ],
    [
      "where labels name kinds, a label that names nothing known is a type that is not known",
      `${first}Holo Jump\nName,Hostname,Status\nh,h,Online\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 other_block Holo Jump/1",
      ],
    ],
    [
      "other headings without a label",
      "Name,Status\na,Online\nHostname,Name,Last Connect\nh,b,2026-11-20\n",
      [
        "1 open -: name status",
        "2 row: a|Online",
        "3 open -: hostname name lastConnect",
        "4 row: h|b|2026-11-20",
      ],
    ],
    [
      "sections that are labelled by place",
      "North\nName,Status,Group\na,Online,N\nSouth\nName,Status,Last Connect\nb,Online,2026-11-20\n",
      [
        "1 above_headings North",
        "2 open -: name status group",
        "3 row: a|Online|N",
        "4 above_headings South",
        "5 open -: name status lastConnect",
        "6 row: b|Online|2026-11-20",
      ],
    ],
    [
      "a client of which nothing but its name is known is no label",
      "Name,Status\na-1,Online\na-2,\nHostname,Name,Last Connect\nh,b,2026-11-20\n",
      [
        "1 open -: name status",
        "2 row: a-1|Online",
        "3 row: a-2|",
        "4 open -: hostname name lastConnect",
        "5 row: h|b|2026-11-20",
      ],
    ],
    [
      "headings that do not make a block usable",
      "Name,Status\na,Online\nName,Hostname\nb,h\nc,h\n",
      ["1 open -: name status", "2 row: a|Online", "3 other_block Name Hostname/2"],
    ],
    [
      "repeated headings are no row, with a page number or without",
      "Name,Status\na,Online\nName,Status\nb,Online\nPage 2,\nName,Status\nc,Online\n",
      [
        "1 open -: name status",
        "2 row: a|Online",
        "3 repeated_headings",
        "4 row: b|Online",
        "5 footer Page 2",
        "6 repeated_headings",
        "7 row: c|Online",
      ],
    ],
    [
      "a total at the end of a block",
      `${first}Total: 1,,\nJumpoint\nName,Status\ngw,Online\n`,
      [
        "1 label Jump Client/jump_client",
        "2 open jump_client: name status statusDetails",
        "3 row: a|Online|x",
        "4 footer Total: 1",
        "5 label Jumpoint/jumpoint",
        "6 open jumpoint: name status",
        "7 row: gw|Online",
      ],
    ],
    [
      "clients that are called like things are clients",
      "Name,Hostname,Status\nJump Client,,\na,b,Online\nComputer,Host,Online\nRDP,,\nDevice,Name,Lost\nVNC,vnc,Offline\n",
      [
        "1 open -: name hostname status",
        "2 row: Jump Client||",
        "3 row: a|b|Online",
        "4 row: Computer|Host|Online",
        "5 row: RDP||",
        "6 row: Device|Name|Lost",
        "7 row: VNC|vnc|Offline",
      ],
    ],
  ])("%s", (_name, text, expected) => {
    expect(lines(text)).toEqual(expected);
    expect(lines(text.replaceAll("\n", "\r\n"))).toEqual(expected);
  });

  test("a file of nothing but other item types", () => {
    const { told, stop } = read("Web Jump\nName,URL,Group\nw,https://x,G\n");
    expect(told).toEqual(["1 other_block Web Jump/1"]);
    expect(stop).toEqual({ problem: { code: "only_other_items", params: { value: "Web Jump" } } });
  });

  test("a further block is found at any depth", { timeout: 180_000 }, () => {
    const many = 100_000;
    const text = `Name,Hostname,Status\n${"till,till,Online\n".repeat(many)}Jumpoint\nName,Status\ngw,Online\n`;
    let rows = 0;
    const opened: (string | null)[] = [];
    const opening = openTable(
      { limits },
      (table) => opened.push(table.labelKind),
      () => {
        rows += 1;
        return false;
      },
    );
    const before = process.cpuUsage();
    opening.push(text);
    opening.finish();
    const { user } = process.cpuUsage(before);
    process.stdout.write(`open-table: ${Math.round(many / (user / 1e6))} rows/s\n`);
    expect([rows, opened]).toEqual([many + 1, [null, "jumpoint"]]);
  });

  test("a mapping given for one block does not spoil another", () => {
    const mapping = { Gerät: "hostname", Wann: "lastConnect" } as const;
    expect(lines("Gerät,Wann\npc,2026-11-20\nJumpoint\nName,Status\ngw,Online\n", { mapping })).toEqual([
      "1 open -: hostname lastConnect",
      "2 row: pc|2026-11-20",
      "3 label Jumpoint/jumpoint",
      "4 open jumpoint: name status",
      "5 row: gw|Online",
    ]);
  });
});

describe("the end of a table", () => {
  const table = "Name,Hostname,Status\nTILL-1,till-1,Online\n";
  test.each<[string, string, string[]]>([
    [
      "a total and when it was made",
      "Total: 1,,\nGenerated 2026-11-21 09:00,,\n",
      ["3 footer Total: 1", "4 footer Generated 2026-11-21 09:00"],
    ],
    ["what stands alone and is no name", "Confidential,,\n", ["3 footer Confidential"]],
    ["words of nobody's list", "for internal eyes,,\n", ["3 footer for internal eyes"]],
    ["a total in two cells", "Total,1,\n", ["3 footer Total 1"]],
    ["lines without the delimiter", "\n(1 rows affected)\n", ["4 footer (1 rows affected)"]],
    ["a ruler", "------,------,------\n", ["3 footer ------ ------ ------"]],
    ["a client of which nothing is known but its name", "TILL-2,,\n", ["3 row: TILL-2||"]],
    [
      "many names alone",
      "a,,\nb,,\nc,,\nd,,\ne,,\nf,,\n",
      ["3 row: a||", "4 row: b||", "5 row: c||", "6 row: d||", "7 row: e||", "8 row: f||"],
    ],
    ["a name and a total", "TILL-2,,\nTotal: 2,,\n", ["3 row: TILL-2||", "4 footer Total: 2"]],
    ["a client whose host is called total", "Total,till-9,\n", ["3 row: Total|till-9|"]],
    [
      "a total in the middle",
      "Total: 1,,\nTILL-2,till-2,Online\n",
      ["3 footer Total: 1", "4 row: TILL-2|till-2|Online"],
    ],
    [
      "one cell in the middle",
      "TOTAL,,\nTILL-2,till-2,Online\n",
      ["3 row: TOTAL||", "4 row: TILL-2|till-2|Online"],
    ],
    ["a row cut short", "TILL-2,ti", ["3 row: TILL-2|ti"]],
  ])("%s", (_name, end, expected) => {
    expect(lines(table + end)).toEqual([
      "1 open -: name hostname status",
      "2 row: TILL-1|till-1|Online",
      ...expected,
    ]);
  });

  test("what a summary below the table counts", () => {
    expect(lines(`${table}\nSummary,,\nOnline,1,\nOffline,0,\n`).slice(2)).toEqual([
      "4 footer Summary",
      "5 footer Online 1",
      "6 footer Offline 0",
    ]);
  });

  test("captions of groups are no clients", () => {
    expect(
      lines(
        "Name,Hostname,Status\nGroup: Tills,,\nTILL-1,till-1,Online\nGroup: Desks,,\nDESK-1,desk-1,Online\n",
      ),
    ).toEqual([
      "1 open -: name hostname status",
      "2 footer Group: Tills",
      "3 row: TILL-1|till-1|Online",
      "4 footer Group: Desks",
      "5 row: DESK-1|desk-1|Online",
    ]);
  });

  test("a ruler between bars", () => {
    expect(lines("| Name | Status |\n|------|--------|\n| a-1 | Online |\n")).toEqual([
      "1 open -: · name status ·",
      "2 footer ------ --------",
      "3 row: | a-1 | Online |",
    ]);
  });

  test("a ruler below the headings, as database programs draw it", () => {
    expect(
      lines(
        " name   | hostname | status\n--------+----------+--------\n TILL-1 | till-1   | Online\n(1 row)\n",
      ),
    ).toEqual([
      "1 open -: name hostname status",
      "2 footer --------+----------+--------",
      "3 row:  TILL-1 | till-1   | Online",
      "4 footer (1 row)",
    ]);
  });
});

describe("columns", () => {
  const columnsOf = (text: string, rules?: Partial<OpeningRules>) => read(text, rules).table?.columns;
  test.each<[string, string, (string | null)[]]>([
    [
      "several columns of dates",
      "Name,Last Connect,Last Seen,Last Online\na,,,\n",
      ["name", "lastConnect", "lastSeen", "lastSeen"],
    ],
    ["several yes/no columns", "Name,Connected,Is Online\na,True,False\n", ["name", "online", "online"]],
    ["one name only", "Name,Display Name,Status\na,b,Online\n", ["name", null, "status"]],
    ["yes and no under Connected", "Name,Connected\na,yes\nb,no\n", ["name", "online"]],
    ["dates under Connected", "Name,Connected\na,2026-11-20 12:00\nb,\n", ["name", "lastSeen"]],
    ["words under Connected", "Name,Connected\na,Connected\nb,Disconnected\n", ["name", "status"]],
    ["dates under Status", "Name,Status\na,Offline since 2026-11-20 12:00\n", ["name", "statusDetails"]],
    [
      "the Jumpoint that a client connects through is not its name",
      "Jumpoint,Name,Status\ngw,a,Online\n",
      [null, "name", "status"],
    ],
    [
      "the words of 2026",
      "Asset Name,Asset Group,Asset Policy,Item Type,Status\na,b,c,Asset,Online\n",
      ["name", "group", "jumpPolicy", "itemType", "status"],
    ],
    ["a list of gateways", "Gateway,Status\na,Online\n", ["name", "status"]],
  ])("%s", (_name, text, columns) => {
    expect(columnsOf(text)).toEqual(columns);
  });

  test("a sign-in is a connection of a console and of nothing else", () => {
    const text = "Name,Last Login\na,2026-11-20 12:00\n";
    expect(columnsOf(text, { defaultKind: "console" })).toEqual(["name", "lastConnect"]);
    expect(read(text).stop).toMatchObject({
      question: { kind: "mapping", missing: ["date"], proposal: [{ field: "name" }, { field: null }] },
    });
  });

  test("zones and API fields are told by column", () => {
    const { table } = read("name,Last Connect (PST),Last Seen (CST),last_disconnect_timestamp\na,,,\n");
    expect(table).toMatchObject({
      zones: [null, "America/Los_Angeles", null, null],
      unclearZones: [null, null, "CST", null],
      apiFields: [false, false, false, true],
    });
  });

  test("headings are cut and their spaces collapsed before they are compared", () => {
    const { table } = read(
      `Name,Last${" ".repeat(150)}Connect,${"x".repeat(5_000)},${" ".repeat(9_000)}(utc\na,,,\n`,
    );
    expect(table?.columns).toEqual(["name", "lastConnect", null, null]);
    expect(table?.headings.map((heading) => heading.length)).toEqual([4, 12, 200, 4]);
  });
});

describe("questions", () => {
  test("a list of something else, until a person wants it all the same", () => {
    const text =
      "Device ID,Device name,Managed by,Compliance,Last check-in\n1,TILL-1,Intune,Compliant,2026-11-20 13:44:10\n";
    expect(read(text).stop).toMatchObject({
      question: {
        kind: "other_list",
        list: "intune_devices",
        rows: [["1", "TILL-1", "Intune", "Compliant", "2026-11-20 13:44:10"]],
      },
    });
    expect(read(text, { otherList: true }).stop).toMatchObject({
      question: {
        kind: "mapping",
        missing: ["date"],
        proposal: [{ field: null }, { field: "hostname" }, { field: null }, { field: null }, { field: null }],
      },
    });
    const mapping = { "Device name": "hostname", "Last check-in": "lastSeen" } as const;
    expect(read(text, { otherList: true, mapping }).table?.columns).toEqual([
      null,
      "hostname",
      null,
      null,
      "lastSeen",
    ]);
  });

  test.each([
    [
      "with dates",
      "TILL-1,till-1,Offline since 2026-11-20 13:00\nTILL-2,till-2,Offline since 2026-11-20 14:00\n",
    ],
    ["with words", "TILL-1,till-1,Online\nTILL-2,till-2,Offline\n"],
  ])(
    "clients without a line of headings are no table, or the first of them would be lost: %s",
    (_name, text) => {
      expect(read(text).stop).toEqual({ problem: { code: "not_a_table", params: {} } });
    },
  );

  test("nothing is proposed for dates of other things", () => {
    const headings =
      "Session ID,Started,Created,Enrolled,Compliance,Last check-in,Last logon,Seen in the field";
    const { stop } = read(`${headings}\n${"a1,x,y,z,w,v,u,t\n".replace(/[xyzvut]/g, "2026-11-20 12:00")}`, {
      otherList: true,
    });
    const proposal =
      stop && "question" in stop && stop.question.kind === "mapping" ? stop.question.proposal : [];
    expect(proposal.map(({ field }) => field)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      "lastConnect",
    ]);
  });

  test("a list without dates does not pass over a column of dates that nobody has named", () => {
    const text = "Name,Status,Wann\na,Online,2026-11-20 12:00\n";
    expect(read(text).stop).toMatchObject({ question: { kind: "mapping", missing: [] } });
    const answers: Mapping[] = [{}, { Wann: null }, { Wann: "lastSeen" }];
    for (const mapping of answers) {
      expect(read(text, { mapping }).stop).toBeNull();
    }
    expect(read("Name,Status,Created\na,Online,2026-11-20 12:00\n").stop).toBeNull();
  });

  test("an answer may name a column by its distinct name", () => {
    const text = "Gerät,,Gerät\na,2026-11-20 12:00,b\n";
    const mapping = { Gerät: "name", "column 2": "lastSeen", "Gerät (2)": "hostname" } as const;
    expect(read(text, { mapping }).table?.columns).toEqual(["name", "lastSeen", "hostname"]);
  });
});

test("what is told never depends on where the pieces were cut", { timeout: 180_000 }, () => {
  const line = fc.constantFrom(
    "Name,Status,Last Connect",
    "Name,Hostname,Status",
    "a-1,Online,2026-11-20",
    "b-2,,",
    "Jumpoint,,",
    "Remote RDP",
    "Total: 3,,",
    "Generated 2026,,",
    '"x "y" z",Online,',
    '"open,Online,',
    "",
    "-----,---,---",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), fc.array(fc.nat(), { maxLength: 10 }), (body, cuts) => {
      const text = `Name,Status,Group\n${body.join("\n")}`;
      const places = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
      const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
      expect(read(pieces)).toEqual(read(text));
    }),
    { numRuns: 1_500 },
  );
});
