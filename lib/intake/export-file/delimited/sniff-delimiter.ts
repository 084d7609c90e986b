/** Finds out from the beginning of a table how its columns and lines are separated. */

import { knownHeadings } from "../headings/headings";
import { countBreaks } from "./quoted-field";
import type { Delimiter, LineBreak } from "./record";
import { isBlank } from "./record-cells";
import { splitRecords } from "./split-records";

export interface TableShape {
  delimiter: Delimiter;
  lineBreak: LineBreak;
  /** Characters to skip before the table: blank lines, and the `sep=;` line that Excel writes. */
  skipChars: number;
  /** Physical line on which what follows starts. */
  firstLine: number;
}

/** Headings are looked for in so many records that hold anything. */
export const searchedRecords = 30;

const candidates: readonly Delimiter[] = [";", "\t", ",", "|"];
const sampledRecords = 60;
/** Blank ones included: a head of nothing but line breaks must not take long. */
const cutRecords = 2_000;
const noLimits = { maxLineChars: Number.POSITIVE_INFINITY, maxFieldChars: Number.POSITIVE_INFINITY };

/**
 * The shape of a table whose beginning is `head` (`isWhole`: there is no more). Quoted delimiters do not
 * count. The delimiter under which most headings are known wins, then the one that cuts most lines alike.
 * Null: no delimiter makes two columns, so this is not a table.
 */
export function sniffDelimiter(head: string, isWhole: boolean): TableShape | null {
  const lineBreak = lineBreakOf(head);
  const stated = statedDelimiter(head, lineBreak);
  const { skipChars, firstLine } = stated;
  if (stated.delimiter) return { delimiter: stated.delimiter, lineBreak, skipChars, firstLine };
  const text = head.slice(skipChars);
  let best: { delimiter: Delimiter; score: number } | null = null;
  for (const delimiter of candidates) {
    const score = scoreOf(sampleRecords(text, delimiter, lineBreak, isWhole));
    if (score > 0 && (best === null || score > best.score)) best = { delimiter, score };
  }
  return best && { delimiter: best.delimiter, lineBreak, skipChars, firstLine };
}

/** Line feeds inside quotation marks belong to a cell: an old Mac's Excel ends lines with a carriage return alone. */
function lineBreakOf(head: string): LineBreak {
  if (!head.includes("\r")) return "\n";
  const unquoted = head.replaceAll(/"[^"]*"/g, "");
  return unquoted.includes("\n") || !unquoted.includes("\r") ? "\n" : "\r";
}

/** The first complete records that hold anything, cut with this delimiter. */
export function sampleRecords(
  text: string,
  delimiter: Delimiter,
  lineBreak: LineBreak,
  isWhole: boolean,
): string[][] {
  const records: string[][] = [];
  let count = 0;
  const splitter = splitRecords(
    { delimiter, lineBreak, limits: noLimits, firstLine: 1, width: () => null },
    (cells) => {
      if (!isBlank(cells)) records.push(cells.map((cell) => cell.trim()));
      return records.length >= sampledRecords || ++count >= cutRecords;
    },
  );
  splitter.push(text);
  if (isWhole) splitter.finish();
  return records;
}

/** The first line that holds anything may say it: `sep=;`, also in quotation marks. */
function statedDelimiter(
  head: string,
  lineBreak: LineBreak,
): { delimiter: Delimiter | null; skipChars: number; firstLine: number } {
  const ink = head.length - head.trimStart().length;
  const start = head.lastIndexOf(lineBreak, ink) + 1;
  const firstLine = 1 + countBreaks(head.slice(0, start), lineBreak);
  const found = head.indexOf(lineBreak, ink);
  const end = found === -1 ? head.length : found;
  const said = end - ink > 40 ? null : /^"?sep=(.)"?[ \t\r,;|]*$/i.exec(head.slice(ink, end));
  if (!said) return { delimiter: null, skipChars: start, firstLine };
  const delimiter = candidates.find((one) => one === said[1]) ?? null;
  return { delimiter, skipChars: Math.min(end + 1, head.length), firstLine: firstLine + 1 };
}

function scoreOf(records: readonly string[][]): number {
  const widest = Math.max(0, ...records.map((cells) => cells.length));
  if (widest < 2) return 0;
  const known = Math.max(0, ...records.slice(0, searchedRecords).map(knownHeadings));
  const counts = new Map<number, number>();
  for (const { length } of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  const alike = Math.max(0, ...counts.values()) / records.length;
  return known * 1_000 + alike * 100 + Math.min(widest, 50) / 50;
}
