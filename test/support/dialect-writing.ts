/** Writes a table of clients in a dialect: first into cells, then into the bytes of a file. */
import iconv from "iconv-lite";
import type { DateForm } from "./dialect-dates";
import { apiNames, type DialectColumn, type DialectLanguage, dialectWords } from "./dialect-words";

/** A client as the table tells of it. Instants in epoch milliseconds, whole seconds; null: none. */
export interface TableClient {
  id: number;
  name: string;
  /** Short name in lower case. */
  host: string;
  domain: string | null;
  group: string | null;
  connectedAt: number | null;
  disconnectedAt: number | null;
  needsUpdate: boolean | null;
  type: "active" | "passive" | null;
  /** What its Status Details tell of; only `connection` tells of one. */
  tells: "connection" | "uninstalled" | "disabled" | "made";
}

/**
 * `fields`: the two dates of the API, or their translations. `details`: Status and Status Details. `seen`: one date and a
 * yes/no column that says whether it is connected. `bare`: a status and no date.
 */
export type Layout = "fields" | "details" | "seen" | "bare";
export type Encoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "windows-1252";

/** A column that no question depends on. */
export interface ExtraColumn {
  heading: string;
  cell: (index: number) => string;
}

export interface Dialect {
  layout: Layout;
  language: DialectLanguage;
  /** The headings are the API's own field names. */
  isApi: boolean;
  /** In the order of the file. */
  columns: readonly (DialectColumn | ExtraColumn)[];
  /** Picks among words of one meaning. */
  pick: number;
  dates: DateForm;
  zone: string;
  /** Written where there is no date. */
  noDate: string;
  yesNo: readonly [yes: string, no: string];
  guard: "none" | "apostrophe" | "formula";
  idForm: "plain" | "float";
  hostCell: "short" | "full";
  file: CsvFile | JsonFile;
}

export interface CsvFile {
  type: "csv";
  delimiter: "," | ";" | "\t" | "|";
  encoding: Encoding;
  newline: "\n" | "\r\n" | "\r";
  quoting: "needed" | "always";
  sepLine: boolean;
  titles: readonly string[];
  blankAfterTitles: boolean;
  label: boolean;
  /** Lines of one cell are filled up to the width of the table. */
  padded: boolean;
  /** So many empty cells stand behind every row, as spreadsheets leave them. */
  trailing: number;
  /** The headings stand again above this row; with a mark, as where files were put together. */
  repeatedAbove: number | null;
  repeatedMark: boolean;
  footers: readonly string[];
  endsWithNewline: boolean;
  tail: "" | "\u0000\u0000\u0000" | "\u001a";
}

export interface JsonFile {
  type: "json";
  container: "array" | "items" | "lines" | "glued" | "gluedItems";
  indent: number;
  ascii: boolean;
  encoding: "utf-8" | "utf-8-bom" | "utf-16le";
}

const afterRelease = Date.UTC(2026, 10, 20, 14);

const isExtra = (column: DialectColumn | ExtraColumn): column is ExtraColumn => typeof column !== "string";
const pickOf = (words: readonly string[], pick: number) => words[pick % words.length] ?? "";

/** Connected when the list was made: it connected after it last disconnected. */
export function isConnected({ connectedAt, disconnectedAt }: TableClient): boolean {
  return connectedAt !== null && (disconnectedAt === null || connectedAt > disconnectedAt);
}

/** The latest instant at which a client was connected, as far as dates say it. */
export function latestOf({ connectedAt, disconnectedAt }: TableClient): number | null {
  if (connectedAt === null || disconnectedAt === null) return connectedAt ?? disconnectedAt;
  return Math.max(connectedAt, disconnectedAt);
}

/** The headings of a table. */
export function headingsOf(dialect: Dialect): string[] {
  const headings = dialect.isApi ? apiNames : dialectWords[dialect.language].headings;
  return dialect.columns.map((column) =>
    isExtra(column) ? column.heading : pickOf(headings[column], dialect.pick),
  );
}

/** The cells of a table, a row for each client. */
export function cellsOf(dialect: Dialect, clients: readonly TableClient[]): string[][] {
  return clients.map((client, index) =>
    dialect.columns.map((column) => (isExtra(column) ? column.cell(index) : cellOf(dialect, column, client))),
  );
}

function cellOf(dialect: Dialect, column: DialectColumn, client: TableClient): string {
  const words = dialectWords[dialect.language];
  const date = (at: number | null) => (at === null ? dialect.noDate : dialect.dates.write(at, dialect.zone));
  const yesNo = (value: boolean) => dialect.yesNo[value ? 0 : 1];
  const full = client.domain === null ? "" : `${client.host}.${client.domain}`;
  const cells: Record<DialectColumn, () => string> = {
    id: () => (dialect.idForm === "float" ? `${client.id}.0` : String(client.id)),
    name: () => guarded(client.name, dialect.guard),
    host: () =>
      guarded(dialect.hostCell === "full" && full !== "" ? full : client.host.toUpperCase(), dialect.guard),
    fqdn: () => (full === "" ? "" : guarded(full, dialect.guard)),
    group: () => client.group ?? "",
    type: () => (client.type === null ? "" : dialect.isApi ? client.type : words[client.type]),
    needsUpdate: () => (client.needsUpdate === null ? "" : yesNo(client.needsUpdate)),
    connect: () => date(client.connectedAt),
    disconnect: () => date(client.disconnectedAt),
    seen: () => date(latestOf(client)),
    online: () => yesNo(isConnected(client)),
    status: () => statusOf(dialect, client),
    details: () => detailsOf(dialect, client),
  };
  return cells[column]();
}

/** Without a column for it, a needed update shows in the status alone. */
export function hasColumn(dialect: Dialect, column: DialectColumn): boolean {
  return dialect.columns.includes(column);
}

function statusOf(dialect: Dialect, client: TableClient): string {
  const words = dialectWords[dialect.language];
  if (dialect.layout === "details" && client.tells !== "connection")
    return pickOf(words.offline, dialect.pick);
  if (client.needsUpdate === true && !hasColumn(dialect, "needsUpdate"))
    return pickOf(words.pending, dialect.pick);
  return pickOf(isConnected(client) ? words.online : words.offline, dialect.pick);
}

function detailsOf(dialect: Dialect, client: TableClient): string {
  const words = dialectWords[dialect.language];
  if (client.tells !== "connection") {
    const told = client.tells === "made" ? pickOf(words.made, dialect.pick) : words[client.tells];
    return told.replace("#", dialect.dates.write(client.connectedAt ?? afterRelease, dialect.zone));
  }
  const at = isConnected(client) ? client.connectedAt : latestOf(client);
  if (at === null) return pickOf(words.never, dialect.pick);
  const phrase = pickOf(isConnected(client) ? words.onlineSince : words.offlineSince, dialect.pick);
  return phrase.replace("#", dialect.dates.write(at, dialect.zone));
}

function guarded(text: string, guard: Dialect["guard"]): string {
  if (guard === "apostrophe" && !text.startsWith("'")) return `'${text}`;
  if (guard === "formula" && !text.includes('"') && !text.startsWith("'")) return `="${text}"`;
  return text;
}

/** A mark that is put into the finished text of one cell, behind so many of its characters, as no program would. */
export interface RawMark {
  row: number;
  column: number;
  after: number;
  mark: string;
}

/** The bytes of the file. `raw`: see `RawMark`; for CSV alone. */
export function bytesOf(dialect: Dialect, cells: readonly (readonly string[])[], raw?: RawMark): Uint8Array {
  const { file } = dialect;
  if (file.type === "json") return encode(jsonText(dialect, file, cells), file.encoding);
  return encode(csvText(dialect, file, cells, raw), file.encoding);
}

function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === "windows-1252") return iconv.encode(text, encoding);
  if (encoding === "utf-8") return Buffer.from(text);
  return iconv.encode(text, encoding === "utf-8-bom" ? "utf-8" : encoding, { addBOM: true });
}

function csvText(
  dialect: Dialect,
  file: CsvFile,
  cells: readonly (readonly string[])[],
  raw: RawMark | undefined,
): string {
  const { delimiter, newline, padded } = file;
  const headings = headingsOf(dialect);
  const alone = (text: string) => (padded ? [text, ...headings.slice(1).map(() => "")] : [text]);
  const lines: string[] = [];
  const put = (row: readonly string[], marked?: RawMark) => {
    const written = row.map((cell, column) => {
      const text = quote(cell, file);
      if (marked?.column !== column) return text;
      const after = Math.min(marked.after, text.length);
      return text.slice(0, after) + marked.mark + text.slice(after);
    });
    lines.push(written.join(delimiter));
  };
  const trailing = Array.from({ length: file.trailing }, () => "");
  if (file.sepLine) lines.push(`sep=${delimiter}`);
  for (const title of file.titles) put(alone(title));
  if (file.blankAfterTitles && file.titles.length > 0) lines.push("");
  if (file.label) put(alone("Jump Client"));
  put([...headings, ...trailing]);
  cells.forEach((row, index) => {
    if (index > 0 && file.repeatedAbove === index) {
      put([...headings, ...trailing]);
      if (file.repeatedMark) lines.push(`\ufeff${lines.pop()}`);
    }
    put([...row, ...trailing], raw?.row === index ? raw : undefined);
  });
  for (const footer of file.footers) put(alone(footer));
  return lines.join(newline) + (file.endsWithNewline ? newline : "") + file.tail;
}

function quote(cell: string, { quoting, delimiter }: CsvFile): string {
  const needed = cell.includes(delimiter) || /["\r\n]/.test(cell) || /^\s|\s$/.test(cell);
  return quoting === "always" || needed ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function jsonText(dialect: Dialect, file: JsonFile, cells: readonly (readonly string[])[]): string {
  const names = headingsOf(dialect);
  const objects = cells.map((row) =>
    Object.fromEntries(row.map((cell, column) => [names[column], jsonValue(dialect, column, cell)])),
  );
  const { container, indent } = file;
  const half = Math.ceil(objects.length / 2);
  const pages = [objects.slice(0, half), objects.slice(half)];
  const write = (value: unknown) => JSON.stringify(value, null, indent);
  const text = {
    array: () => write(objects),
    items: () => write({ total: objects.length, items: objects }),
    lines: () => objects.map((object) => `${JSON.stringify(object)}\n`).join(""),
    glued: () =>
      pages
        .filter((page) => page.length > 0)
        .map(write)
        .join("\n"),
    gluedItems: () =>
      pages
        .filter((page) => page.length > 0)
        .map((items) => write({ items }))
        .join(""),
  }[container]();
  return file.ascii
    ? text.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : text;
}

/** As programs write a cell: numbers and yes/no bare where they are that, null where there is nothing. */
function jsonValue(dialect: Dialect, index: number, cell: string): unknown {
  const column = dialect.columns[index];
  if (column === undefined || isExtra(column)) return cell;
  if (cell === "") return null;
  if ((column === "needsUpdate" || column === "online") && /^(true|false)$/i.test(cell)) {
    return cell.toLowerCase() === "true";
  }
  const isNumber = (column === "id" || dialect.dates.isNumber) && /^\d+(\.\d+)?$/.test(cell);
  return isNumber && column !== "name" ? Number(cell) : cell;
}
