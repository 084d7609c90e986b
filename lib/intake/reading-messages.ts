/** What a process and its reading thread say to each other: plain values, one answer to each question. */
import type { NoticeCount } from "./count-notices";
import type { ByteVerdict, TextEncodingName } from "./export-file/bytes/survey-bytes";
import type { OpeningRules } from "./export-file/open-table";
import type { OnceBatch, OnceEnd, OnceRules } from "./export-file/read-once";
import type { DateOrderVerdict } from "./export-file/survey-date-order";

/** The readings of a file, and what each has to know. */
export interface Openings {
  bytes: { step: "bytes" };
  order: { step: "order"; encoding: TextEncodingName; rules: OpeningRules & { now: number } };
  /** Notices beyond `maxNotices` are counted and not kept. */
  rows: { step: "rows"; maxNotices: number } & OnceRules;
}
export type Opening = Openings[keyof Openings];

export type Question =
  | { ask: "open"; opening: Opening }
  | { ask: "push"; piece: Uint8Array }
  | { ask: "finish" };

/** What the whole file says; only at its end. */
export interface WholeFile extends OnceEnd {
  notices: NoticeCount[];
}

/** What each reading answers to a piece. The arrays of rows are moved, not copied. */
export interface PieceAnswers {
  bytes: { step: "bytes"; verdict: ByteVerdict | null };
  order: { step: "order"; isDone: boolean; verdict: DateOrderVerdict | null };
  rows: { step: "rows"; whole: WholeFile | null } & OnceBatch;
}
export type PieceAnswer = PieceAnswers[keyof PieceAnswers];

export type Answer = { ok: true; answer: PieceAnswer | null } | { ok: false; error: string };
