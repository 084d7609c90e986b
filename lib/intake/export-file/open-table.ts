/** Finds the table in a stream of text: its delimiter, its headings and the field of each column. */

import { applyMapping, mentionsAny } from "./apply-mapping";
import { cleanCell, oneLine } from "./clean-text";
import type { Field } from "./heading-words";
import {
  columnNames,
  fingerprint,
  isUsable,
  type Mapping,
  missingParts,
  type RecognisedHeading,
  recogniseHeadings,
  sureFields,
} from "./headings";
import { holdsDates, proposeMapping } from "./propose-mapping";
import type { FileProblem } from "./row";
import { knownHeadings, sampleRecords, sniffDelimiter, type TableShape } from "./sniff-delimiter";
import {
  type Delimiter,
  type RecordLimits,
  type RecordSplitter,
  splitRecords,
  type TakeRecord,
} from "./split-records";

export interface TableLimits extends RecordLimits {
  maxRows: number;
  maxColumns: number;
}

export interface OpeningRules {
  /** What the request or a person says about the columns of this file. */
  mapping?: Mapping | null;
  /** Answers given before for this appliance, by `fingerprint` of the headings. */
  rememberedMappings?: Readonly<Record<string, Mapping>>;
  limits: TableLimits;
}

export interface OpenTable {
  delimiter: Delimiter;
  /** Headings as they stand in the file. */
  headings: string[];
  /** The same, made distinct: the names of the columns in rejects and attributes. */
  names: string[];
  columns: (Field | null)[];
  fingerprint: string;
}

/** A question that a person must answer before the file can be read. */
export type TableQuestion =
  | {
      kind: "mapping";
      headings: string[];
      /** The first rows below the headings, at most eight. */
      rows: string[][];
      proposal: RecognisedHeading[];
      fingerprint: string;
      missing: ("identity" | "date")[];
      delimiter: Delimiter;
    }
  | {
      kind: "date_order";
      /** `ambiguous`: every date fits both orders. `contradictory`: some fit only one, some only the other. */
      why: "ambiguous" | "contradictory";
      examples: { line: number; value: string; fits: "both" | "dmy" | "mdy" }[];
    };

export type TableStop = { question: TableQuestion } | { problem: FileProblem };

export interface TableOpening {
  push(text: string): TableStop | null;
  finish(): TableStop | null;
  table(): OpenTable | null;
}

const headChars = 32_768;
const shownRows = 8;
const searchedRecords = 10;

/**
 * Reads a table from pieces of text. Until enough of it is there to know its shape nothing is passed on; then
 * `open` is called once and `take` for each record below the headings that is not blank. A title above the
 * headings is skipped. Stops with a question where the columns are not understood, or with the problem of
 * what is no table.
 */
export function openTable(
  rules: OpeningRules,
  open: (table: OpenTable) => void,
  take: TakeRecord,
): TableOpening {
  let head = "";
  let sampleChars = headChars;
  let splitter: RecordSplitter | null = null;
  let table: OpenTable | null = null;
  let stop: TableStop | null = null;
  let recordsAbove = 0;

  function start(isWhole: boolean): void {
    while (splitter === null && stop === null) {
      if (!isWhole && head.length < sampleChars) return;
      const sample = isWhole && head.length <= sampleChars ? head : head.slice(0, sampleChars);
      const sampleIsWhole = isWhole && sample.length === head.length;
      if (tryStart(sample, sampleIsWhole)) return;
      if (sampleChars > rules.limits.maxLineChars) {
        stop = { problem: { code: "line_too_long", params: { line: 1, limit: rules.limits.maxLineChars } } };
        return;
      }
      sampleChars *= 2;
    }
  }

  /** False if the sample ends before the first line does. */
  function tryStart(sample: string, isWhole: boolean): boolean {
    const shape = sniffDelimiter(sample, isWhole);
    if (shape === null) {
      if (!isWhole && !/[\r\n]\s*[^\s]/.test(sample.trimStart())) return false;
      stop = { problem: { code: "single_column", params: {} } };
      return true;
    }
    const records = sampleRecords(sample.slice(shape.skipChars), shape.delimiter, shape.lineBreak, isWhole);
    if (records.length === 0 && !isWhole) return false;
    const at = headingsAt(records);
    const headings = (records[at] ?? []).map((cell) => oneLine(cleanCell(cell)));
    const below = records.slice(at + 1);
    const understood = understand(headings, below, shape.delimiter);
    if ("table" in understood) {
      table = understood.table;
      open(understood.table);
      begin(shape, at);
    } else stop = understood;
    return true;
  }

  function headingsAt(records: readonly string[][]): number {
    const { mapping } = rules;
    const searched = records.slice(0, searchedRecords);
    if (mapping) {
      const mentioned = searched.findIndex((cells) => mentionsAny(mapping, cells));
      if (mentioned > 0) return mentioned;
    }
    if (knownHeadings(records[0] ?? []) > 0) return 0;
    const usable = searched.findIndex(
      (cells) => knownHeadings(cells) >= 2 && isUsable(sureFields(recogniseHeadings(cells))),
    );
    return Math.max(usable, 0);
  }

  function understand(
    headings: string[],
    below: readonly string[][],
    delimiter: Delimiter,
  ): { table: OpenTable } | TableStop {
    const { limits } = rules;
    if (headings.length > limits.maxColumns) {
      const params = { columns: headings.length, limit: limits.maxColumns };
      return { problem: { code: "too_many_columns", params } };
    }
    const recognised = recogniseHeadings(headings);
    const mark = fingerprint(headings);
    let columns = sureFields(recognised);
    if (rules.mapping) {
      const applied = applyMapping(rules.mapping, headings, recognised);
      if ("problem" in applied) return applied;
      columns = applied.columns;
    } else {
      const remembered = rules.rememberedMappings?.[mark];
      const applied = remembered ? applyMapping(remembered, headings, recognised) : null;
      if (applied && "columns" in applied) columns = applied.columns;
    }
    columns = withDatedStatus(columns, below);
    if (isUsable(columns)) {
      return { table: { delimiter, headings, names: columnNames(headings), columns, fingerprint: mark } };
    }
    if (!rules.mapping && columns.every((field) => field === null) && !isRegular(headings, below)) {
      return { problem: { code: "not_a_table", params: {} } };
    }
    return {
      question: {
        kind: "mapping",
        headings,
        rows: below.slice(0, shownRows).map((cells) => cells.map(cleanCell)),
        proposal: proposeMapping(recognised, below),
        fingerprint: mark,
        missing: missingParts(columns),
        delimiter,
      },
    };
  }

  function begin(shape: TableShape, recordsToSkip: number): void {
    recordsAbove = recordsToSkip + 1;
    splitter = splitRecords(
      {
        delimiter: shape.delimiter,
        lineBreak: shape.lineBreak,
        limits: rules.limits,
        firstLine: shape.firstLine,
      },
      (cells, line, raw, malformed) => {
        if (isBlank(cells)) return false;
        if (recordsAbove > 0) {
          recordsAbove -= 1;
          return false;
        }
        return take(cells, line, raw, malformed);
      },
    );
    const text = head.slice(shape.skipChars);
    head = "";
    feed(text);
  }

  function feed(text: string): void {
    const problem = splitter?.push(text) ?? null;
    if (problem) stop = { problem };
  }

  return {
    push(text) {
      if (stop !== null) return stop;
      if (splitter !== null) feed(text);
      else {
        head += text;
        start(false);
      }
      return stop;
    },
    finish() {
      if (stop !== null) return stop;
      if (splitter === null) start(true);
      const problem = stop === null ? (splitter as RecordSplitter | null)?.finish() : null;
      if (problem) stop = { problem };
      return stop;
    },
    table: () => table,
  };
}

/** Some exports put the dated text into the plain Status column; then that is the status text. */
function withDatedStatus(columns: (Field | null)[], below: readonly (readonly string[])[]): (Field | null)[] {
  const { length } = missingParts(columns).filter((part) => part === "date");
  const status = columns.indexOf("status");
  if (length === 0 || status === -1) return columns;
  if (!holdsDates(below.map((cells) => oneLine(cleanCell(cells[status] ?? ""))))) return columns;
  return columns.map((field, column) => (column === status ? "statusDetails" : field));
}

/** Prose with commas in it is not a table: the lines of a table are alike. */
function isRegular(headings: readonly string[], below: readonly (readonly string[])[]): boolean {
  if (below.length === 0) return false;
  return below.filter((cells) => cells.length === headings.length).length >= below.length / 2;
}

function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}
