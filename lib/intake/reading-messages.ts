/** What a process and its reading thread say to each other: plain values, one answer to each question. */
import type { Said, StageLines } from "./encode-batch";
import type { ByteVerdict, TextEncodingName } from "./export-file/bytes/survey-bytes";
import type { OpeningRules, OpenTable } from "./export-file/open-table";
import type { FileStop } from "./export-file/question";
import type { LineCounts, TableRules } from "./export-file/read-table";
import type { DateOrderVerdict } from "./export-file/survey-date-order";

/** The readings of a file, and what each has to know. */
export interface Openings {
  bytes: { step: "bytes" };
  order: { step: "order"; encoding: TextEncodingName; rules: OpeningRules & { now: number } };
  rows: {
    step: "rows";
    encoding: TextEncodingName;
    rules: TableRules;
    importId: number;
    maxNotices: number;
    seed: number;
  };
}
export type Opening = Openings[keyof Openings];

export type Question =
  | { ask: "open"; opening: Opening }
  | { ask: "push"; piece: Uint8Array }
  | { ask: "finish" };

/** What the whole file says; only at its end. */
export interface WholeFile extends Said {
  tables: OpenTable[];
  /** It ends in the middle of a row. */
  isCutOff: boolean;
}

/** What each reading answers to a piece. */
export interface PieceAnswers {
  bytes: { step: "bytes"; verdict: ByteVerdict | null };
  order: { step: "order"; isDone: boolean; verdict: DateOrderVerdict | null };
  rows: {
    step: "rows";
    lines: readonly StageLines[];
    stop: FileStop | null;
    counts: LineCounts;
    whole: WholeFile | null;
  };
}
export type PieceAnswer = PieceAnswers[keyof PieceAnswers];

export type Answer = { ok: true; answer: PieceAnswer | null } | { ok: false; error: string };
