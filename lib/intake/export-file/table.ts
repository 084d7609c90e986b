/** What a table of a file is, what may be known of it beforehand, and what may have to be asked about it. */

import type { ClientKind } from "@/lib/core/client";
import type { DateOrder } from "./dates/read-date";
import type { Delimiter, RecordLimits } from "./delimited/record";
import type { ForeignList } from "./headings/foreign-lists";
import type { Field } from "./headings/heading-words";
import type { Mapping, RecognisedHeading } from "./headings/headings";
import type { FileProblem } from "./rows/row";

export interface TableLimits extends RecordLimits {
  maxRows: number;
  maxColumns: number;
}

export interface OpeningRules {
  /** What the request or a person says about the columns of this file. */
  mapping?: Mapping | null;
  /** Answers given before for this appliance, by `fingerprint` of the headings. */
  rememberedMappings?: Readonly<Record<string, Mapping>>;
  /** Kind of rows that name none: in a list of consoles a sign-in is a connection. */
  defaultKind?: ClientKind;
  /** True: a person wants a list of something else to be read all the same. */
  otherList?: boolean;
  limits: TableLimits;
}

/** A table, or one block of a file that has several. Lists by column are as long as the headings. */
export interface OpenTable {
  /** null: JSON. */
  delimiter: Delimiter | null;
  /** Headings as they stand in the file, on one line and cut to 200 characters. */
  headings: string[];
  /** The same, made distinct: the names of the columns in rejects and attributes. */
  names: string[];
  columns: (Field | null)[];
  fingerprint: string;
  /** Physical line of the headings; of the first object in JSON. */
  line: number;
  /** Kind that a label above the block names, else null. */
  labelKind: ClientKind | null;
  /** Per column: zone that its heading names, as an IANA name, "UTC" or an offset such as "-07:00"; else null. */
  zones: (string | null)[];
  /** Per column: words in its heading that name a zone which could be several ("CST") or is not known; else null. */
  unclearZones: (string | null)[];
  /** Per column: it is a time of the Configuration API, which writes every time with its offset. */
  apiFields: boolean[];
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
      /** Nothing is missing where dates stand in a column that nobody has named, in a list that has no others. */
      missing: ("identity" | "date")[];
      delimiter: Delimiter | null;
    }
  | {
      kind: "date_order";
      /** `ambiguous`: every date fits several orders. `contradictory`: some fit only one, some only another. */
      why: "ambiguous" | "contradictory";
      /** The orders that may be answered. */
      orders: DateOrder[];
      examples: { line: number; value: string; fits: "both" | DateOrder }[];
    }
  | {
      /** The headings are those of a list that says nothing of this appliance. */
      kind: "other_list";
      list: ForeignList;
      headings: string[];
      rows: string[][];
      fingerprint: string;
    };

export type TableStop = { question: TableQuestion } | { problem: FileProblem };

export interface TableOpening {
  push(text: string): TableStop | null;
  finish(): TableStop | null;
  /** The first block that is read, else null. */
  table(): OpenTable | null;
  /** How the next line may be read by somebody who takes single lines; null: not now. */
  lines(): LineTurn | null;
  /** False once it is known that there will never be such lines. */
  mayHaveLines(): boolean;
}

/** The next line is a record by itself, below the headings of a table. Lines that are taken must be told before anything else is read. */
export interface LineTurn {
  delimiter: Delimiter;
  /** The first cell of the headings. */
  firstHeading: string;
  /** Number of the next physical line. */
  line: number;
  /** The line was taken as a row. */
  learn(firstCell: () => string): void;
  /** So many lines were taken. */
  took(lines: number): void;
}

/** Takes the beginning of a table, which was held until its shape was known, in place of `push`. `isWhole`: there is no more. */
export type TakeHead = (text: string, isWhole: boolean) => void;
