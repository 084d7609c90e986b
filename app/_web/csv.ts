/** Decides how rows leave as a CSV file: streamed, readable by spreadsheets, and unable to run as formulas in them. */
import Papa from "papaparse";
import { z } from "zod";
import { turnsOf } from "@/lib/platform/turns";

const batchRows = 500;
/** Pieces of downloads that a process makes at a time. */
const piecesAtOnce = 2;
/** Excel takes a CSV for UTF-8 only when it begins with this. */
const byteOrderMark = "\uFEFF";

/**
 * What a spreadsheet would run: = + - @ and their full-width twins, at the beginning of a cell or of what another separator
 * or a line break would make one. A reader whose language separates with semicolons cuts our commas elsewhere than we do.
 */
const formula = /(^|[;,|\t\r\n])([\t ]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** Most texts have no character of which something could begin, and nothing before it that could be cut off. */
const risky = /[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The separators that a reader may ask for. */
export const separators = { comma: ",", semicolon: ";", tab: "\t" } as const;
export type Separator = keyof typeof separators;

/** The query of every download. */
export const csvQuery = {
  separator: z
    .enum(Object.keys(separators) as [Separator, ...Separator[]])
    .default("comma")
    .meta({ description: "Spreadsheets of many languages expect `semicolon`." }),
};

/** What a cell can hold; an instant comes as RFC 3339 text. */
export type Cell = string | number | boolean | null;

/** A cell in which nothing can run: an apostrophe stands before each place where a formula could begin. */
export function disarm(cell: Cell): Cell {
  if (typeof cell !== "string" || !risky.test(cell)) return cell;
  const text = /^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return text.replace(formula, "$1$2'");
}

/** Papa's own rule of when a cell is quoted, so that lines that are put together here read like its own. */
function quoted(text: string, delimiter: string): string {
  const isBare = !text.includes(delimiter) && !/["\r\n\uFEFF]|^ | $/.test(text);
  return isBare ? text : `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}

/** Most cells are words: nothing in them can run or has to be quoted, whatever the separator. */
export function isPlain(text: string): boolean {
  return /^[\p{L}\p{N}_]([\p{L}\p{N}_. :()-]*[\p{L}\p{N}_.:()-])?$/u.test(text);
}

/** Writes cells of many lines, one by one. */
export function cellWriter(separator: Separator): (cell: Cell) => string {
  const delimiter = separators[separator];
  return (cell) => {
    if (cell === null || cell === "") return "";
    if (typeof cell === "string" && isPlain(cell)) return cell;
    const safe = disarm(cell);
    return typeof safe === "string" ? quoted(safe, delimiter) : String(safe);
  };
}

/**
 * A file to download: UTF-8 with byte order mark, the reader's separator, CRLF, a heading line. A cell that a spreadsheet would
 * run as a formula, whatever it separates with, gets an apostrophe before it. Rows are read as fast as they are fetched, so
 * memory stays flat; what fails before the first row is thrown, what fails later breaks the download off.
 */
export async function csvResponse(
  fileName: string,
  headings: readonly string[],
  rows: AsyncGenerator<readonly Cell[]>,
  separator: Separator = "comma",
): Promise<Response> {
  return csvBytesResponse(fileName, headings, writeLines(rows, separators[separator]), separator);
}

/** The same of lines that are written already (`LineWriter`), in pieces that end with CRLF. */
export async function csvBytesResponse(
  fileName: string,
  headings: readonly string[],
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  separator: Separator,
): Promise<Response> {
  const head = `${byteOrderMark}${headings.map(cellWriter(separator)).join(separators[separator])}\r\n`;
  const lines = withHead(Buffer.from(head), pieces);
  const next = () => turnsOf("pieces of downloads", piecesAtOnce).in(() => lines.next());
  const first = await next();
  let pending: IteratorResult<Uint8Array> | null = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part: IteratorResult<Uint8Array> = pending ?? (await next());
      pending = null;
      if (part.done) controller.close();
      else controller.enqueue(part.value);
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${asciiName(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });
}

/** The head goes out with the first piece, once there is one. */
async function* withHead(
  head: Uint8Array,
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const piece of pieces) {
    yield isFirst ? Buffer.concat([head, piece]) : piece;
    isFirst = false;
  }
  if (isFirst) yield head;
}

async function* writeLines(
  rows: AsyncGenerator<readonly Cell[]>,
  delimiter: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let batch: (readonly Cell[])[] = [];
  const flush = () => {
    const text = `${Papa.unparse(batch as Cell[][], { newline: "\r\n", delimiter })}\r\n`;
    batch = [];
    return Buffer.from(text);
  };
  for await (const row of rows) {
    batch.push(row.map(disarm));
    if (batch.length >= batchRows) yield flush();
  }
  if (batch.length > 0) yield flush();
}

/** A file name for clients that read no other: everything else than plain letters, digits, dot and dash becomes a dash. */
function asciiName(fileName: string): string {
  return fileName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-");
}
