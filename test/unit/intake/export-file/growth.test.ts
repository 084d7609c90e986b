import { describe, expect, test } from "vitest";
import { hashBytes } from "@/lib/evidence/rows/hash-bytes";
import { saidTexts } from "@/lib/evidence/rows/said-text";
import { decodeText } from "@/lib/intake/export-file/bytes/decode-text";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";
import { nameShapes } from "@/lib/intake/export-file/cells/name-shapes";
import { countFilled, isBlank, soleCell } from "@/lib/intake/export-file/delimited/record-cells";
import { sampleRecords, sniffDelimiter } from "@/lib/intake/export-file/delimited/sniff-delimiter";
import { splitRecords } from "@/lib/intake/export-file/delimited/split-records";
import { applyMapping, mappingFor, mentions } from "@/lib/intake/export-file/headings/apply-mapping";
import { findHeadings, isHeadingLine, mayBeHeadings } from "@/lib/intake/export-file/headings/find-headings";
import { foreignListOf } from "@/lib/intake/export-file/headings/foreign-lists";
import { fields } from "@/lib/intake/export-file/headings/heading-words";
import {
  columnNames,
  fingerprint,
  knownHeadings,
  recogniseHeadings,
} from "@/lib/intake/export-file/headings/headings";
import { holdsDates, proposeMapping } from "@/lib/intake/export-file/headings/propose-mapping";
import { apiError } from "@/lib/intake/export-file/json/json-error";
import { splitJson } from "@/lib/intake/export-file/json/split-json";
import { type OpeningRules, openTable } from "@/lib/intake/export-file/open-table";
import { readBytes } from "@/lib/intake/export-file/read-bytes";
import { readOnce } from "@/lib/intake/export-file/read-once";
import { createTableReader, type TableRules } from "@/lib/intake/export-file/read-table";
import { ordersOfCell, surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";

/**
 * No text, however it is made, may take time that grows faster than its length: a file of one megabyte once
 * held a worker for minutes. Every function of the folder that takes text is fed with texts that are made to
 * slow it down.
 */

type Fed = (text: string) => unknown;

const limits = { maxRows: 1_000_000, maxColumns: 200, maxLineChars: 1_000_000, maxFieldChars: 100_000 };
const now = Date.UTC(2026, 10, 22);
const dateRules = { zone: "Europe/Berlin", order: null };
const rules: OpeningRules & { now: number } = { limits, now, defaultKind: "jump_client" };
const delimited = { delimiter: ",", lineBreak: "\n", limits, firstLine: 1 } as const;

/** Repeated, between a beginning and an end, to any length. */
const adversarial: [start: string, unit: string, end: string][] = [
  ...[
    "a",
    " ",
    "\t",
    "\n",
    "\r\n",
    "0",
    "9",
    "1.",
    "1,",
    "1/",
    "1-",
    "1:",
    "-",
    "=",
    "_",
    "(",
    ")",
    "[",
    "([",
    "{",
    '"',
    '""',
    '"""',
    '"a',
    '"a"',
    '"a" ',
    '"a"b',
    ',"',
    '"\n',
    '"a,b\n',
    'a,"\n',
    '"a""\n',
    'a"b,c\n',
    "a,b\n",
    ";",
    "|",
    "\\",
    '\\"',
    "'",
    "\u2019",
    "\u200e",
    "\u0301",
    "e\u0301",
    "\ufdfa",
    "\u0130",
    "\ud800",
    "a ",
    "a -",
    "a, ",
    " (a",
    "a. ",
    "since ",
    "online ",
    "not ",
    "never connected ",
    "offline since 20.11.2026 ",
    "20.11.2026 ",
    "2026-11-20T12:10:00Z",
    "20 mar 2026 ",
    "mar. ",
    "lundi ",
    "24.3.4 ",
    "/Date(",
    "+01:00",
    "UTC",
    "Total: ",
    "2 rows ",
    "name ",
    "null,",
    "[[",
    '{"a":',
    '[{"a":1},',
    '{"a":[{"b":1},',
    "<!--",
    "<!-- -->",
    '="',
  ].map((unit): [string, string, string] => ["", unit, ""]),
  ["Last Connect", " ", "(utc"],
  ["x", " ", "(utc"],
  ["Last Connect (", "utc ", ")"],
  ["x", "(", ")"],
  ['"', "a\n", ""],
  ['a,"', "b,c\n", '"\n'],
  ["'", " ", "x"],
  ['="', "0", '"'],
  ["Offline since ", " ", "20.11.2026"],
  ["Offline since 20.11.2026", " ", "x"],
  ["20.11.2026 10:00", " ", "am"],
  ["1", "0", "e5"],
  ["Total", " ", ":"],
  ["/Date(", "1", ")/"],
  ["2026-11-20T12:10:00+01:00[", "a", "]"],
  ['[{"a":"', "\\\\", '"}]'],
  ['[{"a":', "[", ""],
  ["<html", " ", ">"],
  ["sep=", " ", ";"],
];

const sizes = [2_000, 8_000, 32_000] as const;
/** Where a text costs much by itself (every column of a row, thousands of rows), a share of the sizes is enough. */
const shares: Record<string, number> = {
  "a cell in every column": 1 / 4,
  "rows of a file": 1 / 2,
  "a cell of bytes in every column": 1 / 8,
  "rows of bytes": 1 / 4,
  "lines of bytes": 1 / 8,
  readOnce: 1 / 8,
};
/** What takes no longer than this at the largest size is not measured more closely. */
const freeMilliseconds = 25;
/** The size grows by four; four times the time is linear, sixteen times quadratic. */
const mostGrowth = 9;

function textOf([start, unit, end]: (typeof adversarial)[number], size: number, turn: number): string {
  const text = start + unit.repeat(Math.ceil(size / unit.length)).slice(0, size) + end;
  // No two texts are equal, or a memory of readings would answer.
  return `${text}${turn}`;
}

let turns = 0;

function cost(feed: Fed, made: (typeof adversarial)[number], size: number): number {
  const text = textOf(made, size, turns++);
  const before = process.cpuUsage();
  feed(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function least(feed: Fed, made: (typeof adversarial)[number], size: number): number {
  return Math.min(...[1, 2, 3].map(() => cost(feed, made, size)));
}

function growsTooFast(feed: Fed, made: (typeof adversarial)[number], share: number): string | null {
  const [small, middle, large] = [sizes[0] * share, sizes[1] * share, sizes[2] * share];
  if (cost(feed, made, large) <= freeMilliseconds) return null;
  let times: number[] = [];
  // What is slow is slow each time; a busy machine, or code that is still cold, is not.
  for (let turn = 0; turn < 3; turn++) {
    times = [small, middle, large].map((size) => least(feed, made, size));
    const [, before = 0, last = 0] = times;
    if (last <= freeMilliseconds || last / Math.max(before, 1) <= mostGrowth) return null;
  }
  return `${JSON.stringify(made)}: ${times.map((time) => time.toFixed(1)).join(" → ")} ms`;
}

/** Functions that take more than one text, or lists of cells, or streams. */
const shaped: Record<string, Fed> = {
  applyMapping: (text) => applyMapping({ [text]: "name" }, [text, "b"], recogniseHeadings([text, "b"])),
  mappingFor: (text) => mappingFor({ [text]: "name" }, ["a", text]),
  mentions: (text) => mentions({ [text]: "name" }, ["a", text]),
  recogniseHeadings: (text) => recogniseHeadings([text, `${text}b`]),
  knownHeadings: (text) => knownHeadings([text, `${text}b`]),
  fingerprint: (text) => fingerprint([text, "b"]),
  columnNames: (text) => columnNames([text, text]),
  foreignListOf: (text) => foreignListOf([text, "Device name"]),
  findHeadings: (text) => findHeadings([[text], [text, "Name"], ["Name", text, "Status"]], {}),
  isHeadingLine: (text) => isHeadingLine([text, "Name", "Status"], null),
  mayBeHeadings: (text) => mayBeHeadings([text, text]),
  isBlank: (text) => isBlank([text, text]),
  countFilled: (text) => countFilled([text, text]),
  soleCell: (text) => soleCell([text, text]),
  apiError: (text) => apiError({ error: text, message: { text } }),
  nameShapes: (text) => {
    const shapes = nameShapes();
    shapes.learn(text);
    return shapes.has(text);
  },
  proposeMapping: (text) =>
    proposeMapping(recogniseHeadings([text, "b"]), [
      [text, text],
      ["", text],
    ]),
  holdsDates: (text) => holdsDates([text, text]),
  sniffDelimiter: (text) => [sniffDelimiter(text, true), sniffDelimiter(text, false)],
  sampleRecords: (text) => sampleRecords(text, ",", "\n", true),
  splitRecords: (text) => {
    for (const width of [null, 1, 2, 3]) {
      const splitter = splitRecords({ ...delimited, width: () => width }, () => false);
      for (let at = 0; at < text.length; at += 16_384) splitter.push(text.slice(at, at + 16_384));
      splitter.finish();
    }
  },
  splitJson: (text) => {
    const splitter = splitJson(limits, 1, { list: () => {}, take: () => false });
    for (let at = 0; at < text.length; at += 16_384) splitter.push(text.slice(at, at + 16_384));
    splitter.finish();
  },
  "a list in JSON": (text) => {
    const opening = openTable(
      rules,
      () => {},
      () => false,
    );
    opening.push(
      JSON.stringify([{ id: 1, name: text, status: "Online", [text.slice(0, 5_000)]: [{ a: text }] }]),
    );
    opening.finish();
  },
  decodeText: (text) => {
    for (const encoding of ["utf-8", "utf-16le", "windows-1252"] as const) {
      const decoder = decodeText(encoding);
      decoder.push(Buffer.from(text));
      decoder.finish();
    }
  },
  surveyBytes: (text) => {
    const survey = surveyBytes();
    survey.push(Buffer.from(text));
    survey.finish();
  },
  "a file": (text) => readWhole(text),
  "headings of a file": (text) => readWhole(`"${text.replaceAll('"', '""')}",Name,Status\na,b,c\n`),
  "a line above the headings": (text) =>
    readWhole(`"${text.replaceAll('"', '""')}"\nName,Status\na,Online\n`),
  "rows of a file": (text) => readWhole(`Name,Status,Last Connect\n${text}`),
  "a cell in every column": (text) => {
    const cell = `"${text.replaceAll('"', '""')}"`;
    readWhole(`${fields.join(",")}\n${fields.map(() => cell).join(",")}\n`);
  },
  readBytes: (text) => readBytesOf(text),
  "rows of bytes": (text) => readBytesOf(`Name,Status,Last Connect\n${text}`),
  "lines of bytes": (text) => readBytesOf(`Name,Status,Last Connect\n${text.replaceAll(/.{20}/gs, "$&\n")}`),
  "a cell of bytes in every column": (text) => {
    const cell = `"${text.replaceAll('"', '""')}"`;
    readBytesOf(`${fields.join(",")}\n${`${fields.map(() => cell).join(",")}\n`.repeat(2)}`);
  },
  readOnce: (text) => {
    const reader = readOnce({
      rules: { ...bytesRules, order: null },
      isOrderSettled: false,
      encoding: null,
      seed: 1,
    });
    const bytes = Buffer.from(`Name,Status,Last Connect\na,"${text.replaceAll('"', '""')}",${text}\n`);
    for (let at = 0; at < bytes.length; at += 16_384) reader.push(bytes.subarray(at, at + 16_384));
    reader.finish();
  },
  hashBytes: (text) => {
    const bytes = Buffer.from(text);
    hashBytes(bytes, 0, bytes.length, 1, new Int32Array(1), new Int32Array(1), 0);
  },
  saidTexts: (text) =>
    saidTexts({
      vendorId: text,
      name: text,
      hostname: text,
      fqdn: text,
      group: text,
      attributes: { [text]: text },
    }),
  ordersOfCell: (text) => [ordersOfCell("lastConnect", text, now), ordersOfCell("status", text, now)],
  surveyDateOrder: (text) => {
    const survey = surveyDateOrder(rules);
    survey.push(`Name,Status Details,Last Connect\na,"${text.replaceAll('"', '""')}",${text}\n`);
    survey.finish();
  },
};

const bytesRules: TableRules = {
  ...rules,
  zone: "Europe/Berlin",
  zoneStated: true,
  rememberedZones: {},
  order: "dmy",
  defaultKind: "jump_client",
};

function readBytesOf(text: string): void {
  const reader = readBytes({ rules: bytesRules, encoding: "utf-8", seed: 1 });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 16_384)
    if (reader.push(bytes.subarray(at, at + 16_384)).stop) return;
  reader.finish();
}

function readWhole(text: string): void {
  const reader = createTableReader(bytesRules);
  for (let at = 0; at < text.length; at += 16_384) if (reader.push(text.slice(at, at + 16_384)).stop) return;
  reader.finish();
}

/** More arguments for functions whose first one is the text. */
const furtherArguments: Record<string, readonly unknown[]> = {
  latestMeaning: [Date.UTC(2026, 10, 20), null],
  cut: [100],
  readInstant: [dateRules],
  readBareNumber: [dateRules],
  readWordedDate: [dateRules],
  orderEvidence: [now],
  timeInFileName: ["Europe/Berlin", now],
  cutRecord: [0, delimited, true],
  readLoosely: [0, delimited, 3, true],
  countBreaks: ["\n"],
};

/** Fed through those above (whole files), or they take no text of a file. */
const notFedAlone = new Set(
  (
    "openTable readDelimited readJson followBlocks understandTable understandBlock createTableReader rowReader " +
    "identityReader slipReader connectionReader conditionReader keptColumns placesOf isDeciding cutBy cutField readSwallowed " +
    "fits settle sureFields missingParts isUsable problemOfMagicNumber isZip workbookInZip " +
    "numericDay namedDay dayInOrder looksLikeVersion timeOfDay isUnreadable faulty startOfDay localTime zoneTimes " +
    "weighClause isDateAlone " +
    "rowAt textsAt fieldAt rowOfTexts batchBuilder buffersOf matchingNames isMoving " +
    "cellAsker cellAnswers sparseCells listener conditionAsker meaningTree identityShapes plainTable plainReader lineCutter " +
    "isRaw isRawHost isRawId writeLower dateColumns joinDates keptKeys kindReader datedColumns " +
    "saidBytes packFlags unpackFlags packOnline onlineOf needsUpdateOf isNeedUnread connectionTypeOf availabilityOf isUnreadable " +
    "isRejected isKnownOnly"
  ).split(" "),
);

const modules = import.meta.glob<Record<string, unknown>>(
  ["/lib/intake/export-file/**/*.ts", "/lib/evidence/rows/*.ts"],
  { eager: true },
);
const exported = Object.values(modules).flatMap((module) =>
  Object.entries(module).filter(
    (entry): entry is [string, (...given: unknown[]) => unknown] => typeof entry[1] === "function",
  ),
);

test("every exported function of these folders is fed, or named as one that need not be", () => {
  const names = exported.map(([name]) => name);
  expect(names.length).toBeGreaterThan(60);
  const unknown = (list: Iterable<string>) =>
    [...list].filter((name) => !names.includes(name) && !name.includes(" "));
  expect(unknown([...Object.keys(furtherArguments), ...Object.keys(shaped)])).toEqual([]);
});

const fed: [string, Fed][] = [
  ...Object.entries(shaped),
  ...exported
    .filter(([name]) => !(name in shaped) && !notFedAlone.has(name))
    .map(([name, call]): [string, Fed] => [name, (text) => call(text, ...(furtherArguments[name] ?? []))]),
];

describe("time grows no faster than the text", () => {
  test.each(fed)("%s", { timeout: 180_000 }, (name, feed) => {
    const share = shares[name] ?? 1;
    expect(adversarial.map((made) => growsTooFast(feed, made, share)).filter(Boolean)).toEqual([]);
  });
});
