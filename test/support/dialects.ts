/** Any table of clients in any dialect that is read: languages, delimiters, encodings, dates, guards, heads, feet, JSON. */
import fc from "fast-check";
import iconv from "iconv-lite";
import type { DateOrder } from "@/lib/intake/export-file/dates/read-date";
import { certainForms, type DateForm, localForms, spokenForms } from "./dialect-dates";
import { type DialectColumn, type DialectLanguage, dialectLanguages, dialectWords } from "./dialect-words";
import {
  type CsvFile,
  cellsOf,
  type Dialect,
  type ExtraColumn,
  hasColumn,
  headingsOf,
  isConnected,
  type JsonFile,
  type Layout,
  latestOf,
  type TableClient,
} from "./dialect-writing";

/** When the release of these tables was installed, and when they were exported. */
export const dialectRelease = Date.UTC(2026, 10, 20, 12);
export const dialectExport = Date.UTC(2026, 10, 21, 8);

export interface DialectTable {
  clients: readonly TableClient[];
  dialect: Dialect;
  /** The bytes come in pieces of so many. */
  pieceBytes: number;
}

/** What a row must say. `online` false stands for "not connected, or it does not say", null for anything. */
export interface ExpectedRow {
  vendorId: string | null;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  connectedAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  connectionType: "active" | "passive" | null;
  availability: "uninstalled" | "disabled" | null;
  /** Its status is in words that nobody knows: only who it is must come back, and no connection. */
  isUnread: boolean;
}

const second = 1_000;
const hour = 3_600 * second;
const zones = ["Europe/Berlin", "UTC", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata"];

/** Whole seconds of the last weeks, often next to the release or in the hour that comes twice. */
const anInstant = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: Date.UTC(2026, 7, 1) / second, max: dialectExport / second }) },
    {
      weight: 3,
      arbitrary: fc.integer({ min: dialectRelease / second - 7_200, max: dialectRelease / second + 7_200 }),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: -2, max: 61 }).map((seconds) => dialectRelease / second + seconds),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: Date.UTC(2026, 9, 25) / second, max: Date.UTC(2026, 9, 25, 3) / second }),
    },
  )
  .map((seconds) => seconds * second);

/** Names as people give them, with whatever may trouble a file in them. */
const stems = [
  "TILL",
  "Kasse Köln",
  "Büro 4; hinten",
  'the "front" till',
  "O'Neill",
  "'s-Hertogenbosch",
  "north, upstairs",
  "left|right",
  "00123",
  "=SUM",
  "-BACKUP",
  "+49",
  "@home",
  "Zürich – Süd",
  "日本",
  "Total control",
  "Disconnected room",
  "24.3.4 test",
];

const aClient = fc.record({
  stem: fc.nat(),
  hasDomain: fc.boolean(),
  group: fc.constantFrom(null, "Tills", "Außenstelle", "7"),
  connectedAt: fc.option(anInstant, { nil: null, freq: 6 }),
  disconnectedAt: fc.option(anInstant, { nil: null, freq: 3 }),
  needsUpdate: fc.constantFrom(null, false, false, true),
  type: fc.constantFrom(null, "active" as const, "active" as const, "passive" as const),
  tells: fc.oneof(
    { weight: 5, arbitrary: fc.constant("connection" as const) },
    { weight: 2, arbitrary: fc.constantFrom("uninstalled" as const, "disabled" as const, "made" as const) },
  ),
});

const someClients = fc.array(aClient, { minLength: 1, maxLength: 7 }).map((drawn) =>
  drawn.map(
    ({ stem, hasDomain, ...rest }, index): TableClient => ({
      ...rest,
      id: 7_001 + 13 * index,
      name: `${stems[stem % stems.length]}-${index + 1}`,
      host: `pc-${index + 1}`,
      domain: hasDomain ? `shop${index % 3}.example.com` : null,
    }),
  ),
);

/** Columns that no answer rests on. */
function extraColumns(dates: DateForm, zone: string): readonly ExtraColumn[] {
  return [
    { heading: "Rack", cell: (index) => `R${index}` },
    {
      heading: "Comments",
      cell: (index) => (index % 2 ? "" : 'line one\nline "two"; left, or\tright | none'),
    },
    { heading: "Owner", cell: () => "Kim" },
    { heading: "Warranty", cell: () => "2028-01-31" },
    { heading: "Operating System", cell: () => "Windows 11 Pro x64 (24H2)" },
    { heading: "Private IP", cell: (index) => `10.60.0.${index}` },
    { heading: "Last Accessed", cell: (index) => (index % 3 ? dates.write(dialectExport - hour, zone) : "") },
    { heading: "Client Version", cell: () => "24.3.4" },
    { heading: "", cell: () => "" },
  ];
}

const layoutColumns: Record<Layout, { always: readonly DialectColumn[]; maybe: readonly DialectColumn[] }> = {
  fields: {
    always: ["name", "connect", "disconnect"],
    maybe: ["id", "host", "fqdn", "group", "type", "needsUpdate", "online"],
  },
  details: {
    always: ["name", "status", "details"],
    maybe: ["id", "host", "fqdn", "group", "type", "needsUpdate"],
  },
  seen: { always: ["name", "seen", "online"], maybe: ["id", "host", "fqdn", "group", "type", "needsUpdate"] },
  bare: { always: ["name", "status"], maybe: ["id", "host", "fqdn", "group", "type", "needsUpdate"] },
};

const aCsvFile = fc.record({
  type: fc.constant("csv" as const),
  delimiter: fc.constantFrom<CsvFile["delimiter"]>(",", ";", "\t", "|"),
  encoding: fc.constantFrom<CsvFile["encoding"]>(
    "utf-8",
    "utf-8-bom",
    "utf-16le",
    "utf-16be",
    "windows-1252",
  ),
  newline: fc.constantFrom<CsvFile["newline"]>("\r\n", "\n", "\r"),
  quoting: fc.constantFrom<CsvFile["quoting"]>("needed", "always"),
  sepLine: rarely(),
  titles: fc.nat({ max: 2 }),
  blankAfterTitles: fc.boolean(),
  label: rarely(),
  padded: fc.boolean(),
  trailing: fc.constantFrom(0, 0, 0, 2),
  repeatedAbove: fc.option(fc.nat({ max: 6 }), { nil: null, freq: 3 }),
  repeatedMark: fc.boolean(),
  footers: fc.nat({ max: 2 }),
  endsWithNewline: fc.boolean(),
  tail: fc.constantFrom<CsvFile["tail"]>("", "", "", "\u0000\u0000\u0000", "\u001a"),
});

const aJsonFile: fc.Arbitrary<JsonFile> = fc.record({
  type: fc.constant("json" as const),
  container: fc.constantFrom<JsonFile["container"]>("array", "items", "lines", "glued", "gluedItems"),
  indent: fc.constantFrom(0, 0, 2),
  ascii: fc.boolean(),
  encoding: fc.constantFrom<JsonFile["encoding"]>("utf-8", "utf-8-bom", "utf-16le"),
});

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat({ max: 3 }).map((drawn) => drawn === 3);
}

const aDrawnTable = fc.record({
  clients: someClients,
  layout: fc.constantFrom<Layout>("fields", "fields", "details", "details", "seen", "bare"),
  language: fc.constantFrom(...dialectLanguages),
  isApi: fc.boolean(),
  maybe: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  extras: fc.uniqueArray(fc.nat({ max: 8 }), { maxLength: 3 }),
  order: fc.array(fc.nat(), { minLength: 13, maxLength: 13 }),
  pick: fc.nat({ max: 2 }),
  dates: fc.nat(),
  zone: fc.constantFrom(...zones),
  noDate: fc.nat({ max: 3 }),
  yesNo: fc.nat({ max: 5 }),
  guard: fc.constantFrom<Dialect["guard"]>("none", "none", "apostrophe", "formula"),
  idForm: fc.constantFrom<Dialect["idForm"]>("plain", "plain", "float"),
  hostCell: fc.constantFrom<Dialect["hostCell"]>("short", "full"),
  csv: aCsvFile,
  json: fc.option(aJsonFile, { nil: null, freq: 4 }),
  pieceBytes: fc.constantFrom(65_536, 65_536, 97, 7),
});

/** Any table in any dialect. */
export const aDialectTable: fc.Arbitrary<DialectTable> = aDrawnTable.map((drawn) => {
  const { language, zone } = drawn;
  const words = dialectWords[language];
  const layout = drawn.json === null ? drawn.layout : "fields";
  const isApi = layout === "fields" && (drawn.json !== null || drawn.isApi);
  const dates = formOf(layout, language, drawn.json !== null ? "json" : isApi ? "api" : "list", drawn.dates);
  const columns = columnsOf(drawn, layout, dates);
  const pairs = words.yes.flatMap((yes, at) => [[yes, words.no[at] ?? "no"] as const]);
  const yesNo = isApi
    ? (["True", "False"] as const)
    : ([...pairs, ["1", "0"] as const, ["1.0", "0.0"] as const][drawn.yesNo % (pairs.length + 2)] ?? [
        "1",
        "0",
      ]);
  const noDate = isApi ? "" : (["", ...words.noDate][drawn.noDate % (words.noDate.length + 1)] ?? "");
  const { clients } = drawn;
  const dialect: Dialect = {
    layout,
    language,
    isApi,
    columns,
    pick: drawn.pick,
    dates,
    zone,
    noDate,
    yesNo,
    guard: drawn.json === null ? drawn.guard : "none",
    idForm: drawn.json === null ? drawn.idForm : "plain",
    hostCell: drawn.hostCell,
    file: drawn.json ?? csvFileOf(drawn.csv, language, clients.length),
  };
  const told = withoutLoneCells(dialect, clients);
  return { clients: told, dialect: withFittingEncoding(dialect, told), pieceBytes: drawn.pieceBytes };
});

/**
 * A row of one cell is a footer where a table ends, and the label of another block where headings follow: such clients are given a
 * date there.
 */
function withoutLoneCells(dialect: Dialect, clients: readonly TableClient[]): readonly TableClient[] {
  const { file } = dialect;
  if (file.type === "json") return clients;
  const cells = cellsOf(dialect, clients);
  return clients.map((client, index) => {
    const isAtEnd = index === clients.length - 1 || index + 1 === file.repeatedAbove;
    const isLone = (cells[index] ?? []).filter((cell) => cell !== "").length < 2;
    return isAtEnd && isLone ? { ...client, connectedAt: dialectRelease - hour } : client;
  });
}

/** A status text holds dates that people read; field names of the API mostly those of programs. */
function formOf(
  layout: Layout,
  language: DialectLanguage,
  origin: "json" | "api" | "list",
  drawn: number,
): DateForm {
  // A number in JSON loses the zeros at its end, by which one can see how exact a serial is.
  const plain = [...certainForms, ...localForms].filter(
    ({ name }) => origin !== "json" || !name.startsWith("Excel"),
  );
  const spoken = spokenOf(language);
  const forms =
    layout === "details" || layout === "bare"
      ? [...plain, ...spoken].filter(isInText)
      : origin !== "list"
        ? plain
        : [...plain, ...spoken];
  return forms[drawn % forms.length] ?? (certainForms[0] as DateForm);
}

/** Guards and bare numbers stand alone in a cell, not in the middle of a sentence. */
const isInText = ({ name, isNumber }: DateForm) => !isNumber && name !== "guarded" && name !== "formula";

const spokenKept = new Map<DialectLanguage, readonly DateForm[]>();
function spokenOf(language: DialectLanguage): readonly DateForm[] {
  let forms = spokenKept.get(language);
  if (!forms) {
    forms = spokenForms(language);
    spokenKept.set(language, forms);
  }
  return forms;
}

function columnsOf(
  drawn: { maybe: boolean[]; extras: number[]; order: number[]; zone: string; json: JsonFile | null },
  layout: Layout,
  dates: DateForm,
): (DialectColumn | ExtraColumn)[] {
  const { always, maybe } = layoutColumns[layout];
  const extras = extraColumns(dates, drawn.zone);
  const chosen: (DialectColumn | ExtraColumn)[] = [
    ...always,
    ...maybe.filter((_, at) => drawn.maybe[at]),
    ...drawn.extras
      .map((at) => extras[at] as ExtraColumn)
      .filter(({ heading }) => drawn.json === null || heading !== ""),
  ];
  return chosen
    .map((column, at) => ({ column, place: drawn.order[at] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ column }) => column);
}

function csvFileOf(
  drawn: Omit<CsvFile, "titles" | "footers"> & { titles: number; footers: number },
  language: DialectLanguage,
  clients: number,
): CsvFile {
  const words = dialectWords[language];
  const isSingleByte =
    drawn.encoding === "utf-8" || drawn.encoding === "windows-1252" || drawn.encoding === "utf-8-bom";
  return {
    ...drawn,
    tail: isSingleByte ? drawn.tail : "",
    repeatedMark: drawn.repeatedMark && drawn.encoding !== "windows-1252" && drawn.encoding !== "utf-8",
    titles: words.titles.slice(0, drawn.titles),
    footers: words.footers.slice(0, drawn.footers).map((footer) => footer.replace("#", String(clients))),
  };
}

/** What Windows-1252 cannot hold is written in UTF-8. */
function withFittingEncoding(dialect: Dialect, clients: readonly TableClient[]): Dialect {
  const { file } = dialect;
  if (file.type === "json" || file.encoding !== "windows-1252") return dialect;
  const text = [headingsOf(dialect), ...cellsOf(dialect, clients)].flat().join("");
  const isHeld = iconv.decode(iconv.encode(text, "windows-1252"), "windows-1252") === text;
  return isHeld ? dialect : { ...dialect, file: { ...file, encoding: "utf-8" } };
}

/** The order of day, month and year in which a dialect writes numbers. */
export function orderOf({ dates }: Dialect): DateOrder | null {
  return dates.order;
}

/** What reading a table must give back, row by row. */
export function expectedRows({ clients, dialect }: DialectTable): ExpectedRow[] {
  const has = (column: DialectColumn) => hasColumn(dialect, column);
  const proves = (at: number | null) => (at === null ? null : dialect.dates.proves(at, dialect.zone));
  return clients.map((client) => {
    const isTold = dialect.layout === "details";
    const full = client.domain === null ? null : `${client.host}.${client.domain}`;
    const fqdn = has("fqdn") || (has("host") && dialect.hostCell === "full") ? full : null;
    const read = {
      ...client,
      connectedAt: proves(client.connectedAt),
      disconnectedAt: proves(client.disconnectedAt),
    };
    return {
      vendorId: has("id") ? String(client.id) : null,
      name: client.name,
      hostname: has("host") || fqdn !== null ? client.host : null,
      fqdn,
      group: has("group") ? client.group : null,
      ...connectionsOf(dialect, client, read),
      connectionType: has("type") ? client.type : null,
      availability:
        isTold && (client.tells === "uninstalled" || client.tells === "disabled") ? client.tells : null,
      isUnread: isTold && client.tells === "made",
    };
  });
}

function connectionsOf(
  dialect: Dialect,
  client: TableClient,
  read: TableClient,
): Pick<ExpectedRow, "connectedAt" | "online" | "needsUpdate"> {
  const has = (column: DialectColumn) => hasColumn(dialect, column);
  const inColumn = has("needsUpdate") ? client.needsUpdate : null;
  const { layout } = dialect;
  if (layout === "fields") {
    // A disconnect that may lie after the connect leaves it open whether it is connected.
    const { disconnectedAt } = client;
    const until = disconnectedAt === null ? null : dialect.dates.mayMean(disconnectedAt, dialect.zone);
    const isUp = isConnected({ ...read, disconnectedAt: until });
    const byDates = isUp && !(has("type") && client.type === "passive");
    return {
      connectedAt: latestOf(read),
      online: has("online") ? isConnected(client) : byDates,
      needsUpdate: inColumn,
    };
  }
  if (layout === "seen") {
    const latest = latestOf(client);
    const connectedAt = latest === null ? null : dialect.dates.proves(latest, dialect.zone);
    return { connectedAt, online: isConnected(client), needsUpdate: inColumn };
  }
  if (layout === "details" && client.tells !== "connection") {
    return { connectedAt: null, online: false, needsUpdate: inColumn };
  }
  const saysPending = client.needsUpdate === true && !has("needsUpdate");
  const needsUpdate = saysPending ? true : inColumn;
  if (layout === "bare")
    return { connectedAt: null, online: isConnected(client) && !saysPending, needsUpdate };
  const at = isConnected(client) ? client.connectedAt : latestOf(client);
  const connectedAt = at === null ? null : dialect.dates.proves(at, dialect.zone);
  return { connectedAt, online: isConnected(client), needsUpdate };
}
