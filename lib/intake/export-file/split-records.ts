/** Cuts a stream of text into records of cells with their physical line numbers, however the stream is cut. */

import Papa from "papaparse";
import type { FileProblem } from "./row";

export type Delimiter = "," | ";" | "\t";
export type LineBreak = "\n" | "\r";

export interface RecordLimits {
  maxLineChars: number;
  maxFieldChars: number;
}

export interface SplitRules {
  delimiter: Delimiter;
  lineBreak: LineBreak;
  limits: RecordLimits;
  /** Number of the first physical line pushed. */
  firstLine: number;
}

/**
 * One record. `malformed`: its quotation marks do not close as they should. `raw` cuts the record's own text
 * out of the stream when asked. Returning true stops the splitting for good.
 */
export type TakeRecord = (cells: string[], line: number, raw: () => string, malformed: boolean) => boolean;

export interface RecordSplitter {
  /** Splits what is complete. Returns the problem that ends the reading, or null. */
  push(text: string): FileProblem | null;
  /** Splits the rest, whose last line may lack its line break. */
  finish(): FileProblem | null;
}

interface StepResult {
  data: string[][];
  errors: { code: string }[];
  meta: { cursor: number };
}

/**
 * A splitter over papaparse's core parser, which keeps no state between pieces: what a piece leaves
 * unfinished is read again with the next one, so that quoted line breaks may be cut anywhere. A record whose
 * quotation marks are broken and that therefore ran over several lines gives up its first line only and
 * reading resumes at the second: one bad row does not swallow its neighbours. Fields and lines beyond the
 * limits end the reading, because nothing after them can be trusted.
 */
export function splitRecords(rules: SplitRules, take: TakeRecord): RecordSplitter {
  const { delimiter, lineBreak, limits } = rules;
  const shortestLimit = Math.min(limits.maxFieldChars, limits.maxLineChars);
  let rest = "";
  let line = rules.firstLine;
  let stopped = false;
  let problem: FileProblem | null = null;

  function read(text: string, isLast: boolean): void {
    let from = 0;
    while (from < text.length && !stopped) {
      const piece = from === 0 ? text : text.slice(from);
      const { consumed, again } = readOnce(piece, isLast);
      from += consumed;
      if (!again) break;
    }
    rest = isLast ? "" : text.slice(from);
  }

  function readOnce(text: string, isLast: boolean): { consumed: number; again: boolean } {
    let consumed = 0;
    let again = false;
    const parser = new Papa.Parser({
      delimiter,
      newline: lineBreak,
      step: (result: unknown) => {
        const { data, errors, meta } = result as StepResult;
        const cells = data[0] as string[];
        const end = meta.cursor;
        const start = consumed;
        const length = end - start;
        if (length > shortestLimit) {
          refuseLong(cells, length);
          if (stopped) {
            parser.abort();
            return;
          }
        }
        const broken = errors.length > 0;
        const firstBreak = text.indexOf(lineBreak, start);
        const isOneLine = firstBreak === -1 || firstBreak >= end - 1;
        if (broken && !isOneLine) {
          const lineText = text.slice(start, firstBreak + 1);
          consumed = firstBreak + 1;
          again = true;
          parser.abort();
          stopped = take(lineText.split(delimiter), line, () => lineText, true);
          line += 1;
          return;
        }
        const startLine = line;
        line += isOneLine ? 1 : countBreaks(text, start, end);
        consumed = end;
        // A quotation mark that the last line leaves open is broken; quotes inside one closed line are harmless.
        dropCarriageReturn(cells);
        const unclosed = broken && errors.some((error) => error.code === "MissingQuotes");
        stopped = take(cells, startLine, () => text.slice(start, end), unclosed);
        if (stopped) parser.abort();
      },
    } as Papa.ParseConfig);
    parser.parse(text, 0, !isLast);
    return { consumed, again };
  }

  /** Lines are cut at line feeds, so the last cell still has what CRLF puts before it. */
  function dropCarriageReturn(cells: string[]): void {
    const last = cells.length - 1;
    const cell = cells[last];
    if (lineBreak === "\n" && cell?.endsWith("\r")) cells[last] = cell.slice(0, -1);
  }

  function countBreaks(text: string, start: number, end: number): number {
    let count = 0;
    for (let at = text.indexOf(lineBreak, start); at !== -1 && at < end; at = text.indexOf(lineBreak, at + 1))
      count++;
    return count;
  }

  function refuseLong(cells: readonly string[], length: number): void {
    let at = line;
    for (const cell of cells) {
      if (cell.length > limits.maxFieldChars) {
        refuse("field_too_long", at, limits.maxFieldChars);
        return;
      }
      at += countBreaks(cell, 0, cell.length);
    }
    if (length > limits.maxLineChars) refuse("line_too_long", line, limits.maxLineChars);
  }

  function refuse(code: "field_too_long" | "line_too_long", at: number, limit: number): void {
    stopped = true;
    problem = { code, params: { line: at, limit } };
  }

  /** An unfinished record may already be too long: a quotation mark left open would swallow the whole file. */
  function checkRest(): void {
    if (stopped || rest.length <= shortestLimit) return;
    const open = openQuote(rest);
    // Doubled quotation marks halve when they are read, so only twice the limit is surely beyond it.
    if (open !== -1 && rest.length - open > limits.maxFieldChars * 2 + 2) {
      refuse("field_too_long", line + countBreaks(rest, 0, open), limits.maxFieldChars);
    } else if (rest.length > limits.maxLineChars && (open === -1 || rest.length > limits.maxLineChars * 2)) {
      refuse("line_too_long", line, limits.maxLineChars);
    }
  }

  /** Where the quotation mark stands that the text leaves open, or -1. */
  function openQuote(text: string): number {
    const parser = new Papa.Parser({ delimiter, newline: lineBreak } as Papa.ParseConfig);
    const { errors } = parser.parse(text, 0, false) as { errors: { code: string; index: number }[] };
    const missing = errors.find((error) => error.code === "MissingQuotes");
    return missing ? missing.index - 1 : -1;
  }

  return {
    push(text) {
      if (stopped || text === "") return problem;
      read(rest + text, false);
      checkRest();
      return problem;
    },
    finish() {
      if (stopped) return problem;
      if (rest.length > limits.maxFieldChars) {
        const open = openQuote(rest);
        if (open !== -1 && rest.length - open - 1 > limits.maxFieldChars) {
          refuse("field_too_long", line + countBreaks(rest, 0, open), limits.maxFieldChars);
        }
      }
      if (!stopped && rest !== "") read(rest, true);
      return problem;
    },
  };
}
