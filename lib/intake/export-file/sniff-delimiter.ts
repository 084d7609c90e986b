/** Finds out from the beginning of a table how its columns and lines are separated. */

import Papa from "papaparse";
import { listedField } from "./headings";
import type { Delimiter, LineBreak } from "./split-records";

export interface TableShape {
  delimiter: Delimiter;
  lineBreak: LineBreak;
  /** Characters to skip before the table: the `sep=;` line that Excel writes. */
  skipChars: number;
  /** Physical line on which what follows starts. */
  firstLine: number;
}

const candidates: readonly Delimiter[] = [";", "\t", ","];
const sampledRecords = 20;

/**
 * The shape of a table whose beginning is `head` (`isWhole`: there is no more). Quoted delimiters do not
 * count. The delimiter under which most headings are known wins, then the one that cuts most lines alike.
 * Null: no delimiter makes two columns, so this is not a table.
 */
export function sniffDelimiter(head: string, isWhole: boolean): TableShape | null {
  const lineBreak: LineBreak = head.includes("\n") || !head.includes("\r") ? "\n" : "\r";
  const stated = /^\s*"?sep=(.)"?[ \t]*\r?(?:\n|\r|$)/i.exec(head);
  const skipChars = stated ? stated[0].length : 0;
  const firstLine = 1 + (stated ? stated[0].split(lineBreak).length - 1 : 0);
  const said = candidates.find((candidate) => candidate === stated?.[1]);
  if (said) return { delimiter: said, lineBreak, skipChars, firstLine };
  const text = head.slice(skipChars);
  let best: { delimiter: Delimiter; score: number } | null = null;
  for (const delimiter of candidates) {
    const score = scoreOf(sampleRecords(text, delimiter, lineBreak, isWhole));
    if (score > 0 && (best === null || score > best.score)) best = { delimiter, score };
  }
  return best && { delimiter: best.delimiter, lineBreak, skipChars, firstLine };
}

/** The first complete records that hold anything, cut with this delimiter. */
export function sampleRecords(
  text: string,
  delimiter: Delimiter,
  lineBreak: LineBreak,
  isWhole: boolean,
): string[][] {
  const parser = new Papa.Parser({
    delimiter,
    newline: lineBreak,
    preview: sampledRecords * 2,
  } as Papa.ParseConfig);
  const { data } = parser.parse(text, 0, !isWhole) as { data: string[][] };
  return data
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== ""))
    .slice(0, sampledRecords);
}

function scoreOf(records: readonly string[][]): number {
  const widest = Math.max(0, ...records.map((cells) => cells.length));
  if (widest < 2) return 0;
  const known = Math.max(0, ...records.slice(0, 10).map(knownHeadings));
  const counts = new Map<number, number>();
  for (const { length } of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  const alike = Math.max(0, ...counts.values()) / records.length;
  return known * 1_000 + alike * 100 + Math.min(widest, 50) / 50;
}

/** How many different fields the cells of this record name as headings do. */
export function knownHeadings(cells: readonly string[]): number {
  return cells.length < 2 ? 0 : new Set(cells.map((cell) => listedField(cell)?.field).filter(Boolean)).size;
}
