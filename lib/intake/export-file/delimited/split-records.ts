/** Cuts a stream of text into records of cells with their physical line numbers, however the stream is cut. */

import type { FileProblem } from "../rows/row";
import { type CutRecord, cutRecord, fits } from "./cut-record";
import { type LooseReading, readLoosely, readSwallowed } from "./read-loosely";
import type { Delimiter, LineBreak, RecordLimits, TakeRecord } from "./record";

export type { Quotes } from "./record";

export interface SplitRules {
  delimiter: Delimiter;
  lineBreak: LineBreak;
  limits: RecordLimits;
  /** Number of the first physical line pushed. */
  firstLine: number;
  /** How many cells a record should have; null: not known. Asked for records with doubtful quotation marks. */
  width: () => number | null;
}

export interface RecordSplitter {
  /** Splits what is complete. Returns the problem that ends the reading, or null. */
  push(text: string): FileProblem | null;
  /** Splits the rest, whose last line may lack its line break. */
  finish(): FileProblem | null;
  /** True if the next line begins a record, and no broken one is left above it. */
  isAtRest(): boolean;
  /** Number of the next physical line; only at rest. */
  nextLine(): number;
  /** So many lines are read by somebody else, each of them a record. Only at rest. */
  skipLines(count: number): void;
}

const linesOfRemains = 20;
/** An unfinished record longer than this is only looked at again when it has doubled. */
const longRest = 65_536;

/** What may be left of a record over several lines whose first line was broken: prose, or a mark that closes. */
function isRemains(cells: readonly string[], width: number): boolean {
  if (cells.some((cell) => cell.includes('"'))) return true;
  return cells.length * 2 <= width && cells.some((cell) => cell.trim() !== "");
}

/** True if every quotation mark in the cells stands where it belongs: doubled, in a cell with marks around it. */
function isWellQuoted(cells: readonly string[], raw: string): boolean {
  return cells.every((cell) => !cell.includes('"') || raw.includes(`"${cell.replaceAll('"', '""')}"`));
}

/**
 * A splitter that keeps nothing but an unfinished record. Every record is cut strictly first (RFC 4180); one
 * whose marks do not allow that is read loosely if that gives the width of the table, else it is broken and
 * costs its first line only, so one bad row never swallows its neighbours. Fields and lines beyond the limits
 * end the reading, because nothing after them can be trusted. What comes out never depends on where the
 * pieces were cut.
 */
export function splitRecords(rules: SplitRules, take: TakeRecord): RecordSplitter {
  let rest = "";
  let readAgainAt = 0;
  let line = rules.firstLine;
  let stopped = false;
  let problem: FileProblem | null = null;
  /** So many lines below a broken record may still be its remains. */
  let remains = 0;

  function read(text: string, isWhole: boolean): void {
    let from = 0;
    while (from < text.length && !stopped) {
      const cut = cutRecord(text, from, rules, isWhole);
      if (cut === "unfinished") break;
      if (typeof cut === "object" && "limit" in cut) {
        refuse(cut.limit, line + cut.below);
        break;
      }
      const width = rules.width();
      const reading =
        cut === "odd" ? readLoosely(text, from, rules, width, isWhole) : settle(text, from, cut, width);
      if (reading === "unfinished") break;
      const { record, quotes } = reading;
      const [start, startLine] = [from, line];
      from = record.end;
      line += record.lines;
      if (quotes === "broken" && remains === 0) remains = linesOfRemains;
      stopped = take(record.cells, startLine, () => text.slice(start, record.end), quotes);
    }
    rest = isWhole || stopped ? "" : text.slice(from);
    readAgainAt = rest.length > longRest ? Math.min(rest.length * 2, rules.limits.maxLineChars + 3) : 0;
  }

  function settle(text: string, from: number, record: CutRecord, width: number | null): LooseReading {
    if (width === null || fits(record.cells, width)) {
      const isRest = remains > 0 && !isWellQuoted(record.cells, text.slice(from, record.end));
      remains = isRest ? remains - 1 : 0;
      return { record, quotes: isRest ? "broken" : "clean" };
    }
    if (record.lines > 1) return readSwallowed(text, from, record, rules, width);
    if (remains === 0) return { record, quotes: "clean" };
    remains -= 1;
    return { record, quotes: isRemains(record.cells, width) ? "broken" : "clean" };
  }

  function refuse(code: "field_too_long" | "line_too_long", at: number): void {
    stopped = true;
    const { maxFieldChars, maxLineChars } = rules.limits;
    problem = { code, params: { line: at, limit: code === "field_too_long" ? maxFieldChars : maxLineChars } };
  }

  return {
    push(text) {
      if (stopped || text === "") return problem;
      rest += text;
      if (rest.length >= readAgainAt) read(rest, false);
      return problem;
    },
    finish() {
      if (!stopped && rest !== "") read(rest, true);
      return problem;
    },
    isAtRest: () => !stopped && rest === "" && remains === 0,
    nextLine: () => line,
    skipLines(count) {
      line += count;
    },
  };
}
