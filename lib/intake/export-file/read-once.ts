/** Reads a file in one pass where its beginning tells how: what is only known at its end is assumed, watched and said at the end. */

import type { RowBatch } from "@/lib/evidence/rows/row-batch";
import type { RowsSay } from "./batch/batch-builder";
import { decodeText } from "./bytes/decode-text";
import { type ByteVerdict, surveyBytes, type TextEncodingName } from "./bytes/survey-bytes";
import type { DateOrder } from "./dates/read-date";
import type { OpenTable } from "./open-table";
import type { FileStop } from "./question";
import { type BytesBatch, type BytesReader, readBytes } from "./read-bytes";
import type { LineCounts, TableRules } from "./read-table";
import type { Notice, Reject } from "./rows/row";
import { type DateOrderSurvey, surveyDateOrder } from "./survey-date-order";

/** How a file is to be read, as far as it is known. */
export interface OnceRules {
  /** `order` null: found in the file, unless `isOrderSettled`. */
  rules: TableRules;
  isOrderSettled: boolean;
  /** null: found in the file. */
  encoding: TextEncodingName | null;
  /** Of the hashes of the rows. */
  seed: number;
}

/** What one push brought. `isDone`: nothing more will come, whatever follows. */
export interface OnceBatch {
  /** In the order of the file; null: none. */
  rows: RowBatch[];
  rejects: Reject[];
  notices: Notice[];
  counts: LineCounts;
  isDone: boolean;
}

/** What the whole file says. */
export interface OnceEnd extends RowsSay {
  /** What the bytes are; null where the encoding was given. */
  verdict: ByteVerdict | null;
  /**
   * What was assumed and does not hold, or cannot be left to an assumption: the file must be read again, once this is known. All rows
   * given before are to be thrown away. `order`: `surveyDateOrder` must go over the whole file.
   */
  again: "encoding" | "order" | null;
  /** The order by which dates were read. With `again` it stands beside a stop that holds if this order does. */
  order: DateOrder | null;
  isOrderRefuted: boolean;
  stop: FileStop | null;
  tables: readonly OpenTable[];
  /** It ends in the middle of a row. */
  isCutOff: boolean;
}

export interface OnceReader {
  push(piece: Uint8Array): OnceBatch;
  finish(): OnceBatch & { end: OnceEnd };
}

/** As much as `surveyBytes` looks at to know what a file is. */
const headBytes = 4_096;
/** So much is held at most until a date tells the order of day and month. */
const mostHeldBytes = 4 * 1_048_576;
const noCounts: LineCounts = { accepted: 0, rejected: 0, noticed: 0, skipped: 0, leftOut: 0 };

/**
 * A reader in one pass. The encoding is what the beginning says, and the survey of the bytes goes on beside; the order of dates is
 * that of the first date that tells, and every later date is held against it. Whatever stops the reading is said at the end only
 * where the bytes might still say otherwise.
 */
export function readOnce(given: OnceRules): OnceReader {
  const survey = given.encoding === null ? surveyBytes() : null;
  let encoding = given.encoding;
  /** The bytes turned out to be something else than was assumed. */
  let isEncodingRefuted = false;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let orders: { survey: DateOrderSurvey; decoder: ReturnType<typeof decodeText> } | null = null;
  /** Several orders are left at a place from which the file cannot be read in one pass. */
  let isOrderUnsure = false;
  let reader: BytesReader | null = null;
  let readOrder = given.rules.order;
  let isOrderAssumed = false;
  let stop: FileStop | null = null;
  let made: BytesBatch[] = [];

  const isOver = () => stop !== null || isOrderUnsure || reader?.isOrderRefuted() === true;

  function hold(piece: Uint8Array): void {
    held.push(piece);
    heldBytes += piece.length;
  }

  function look(piece: Uint8Array): void {
    survey?.push(piece);
    if (isEncodingRefuted || isOver()) return;
    if (reader === null) hold(piece);
    if (encoding === null) {
      if (heldBytes < headBytes) return;
      assumeEncoding();
      return;
    }
    if (survey !== null && encodingOf(survey.finish()) !== encoding) refuteEncoding();
    else if (reader !== null) read(piece);
    else if (orders !== null) lookAtDates(piece);
  }

  function assumeEncoding(): void {
    encoding = survey === null ? given.encoding : encodingOf(survey.finish());
    if (encoding === null) refuteEncoding();
    else begin();
  }

  function refuteEncoding(): void {
    isEncodingRefuted = true;
    held = [];
    orders = null;
  }

  /** Begins with what is held. */
  function begin(): void {
    if (given.isOrderSettled || given.rules.order !== null) {
      beginRows(given.rules.order, false);
      return;
    }
    const { rules } = given;
    orders = { survey: surveyDateOrder(rules), decoder: decodeText(encoding ?? "utf-8") };
    for (const piece of held) {
      lookAtDates(piece);
      if (reader !== null || isOver()) return;
    }
  }

  function lookAtDates(piece: Uint8Array): void {
    if (orders === null) return;
    const isDone = orders.survey.push(orders.decoder.push(piece));
    const leaning = orders.survey.leaning();
    if (typeof leaning === "object") beginRows(leaning.order, true);
    else if (isDone || (heldBytes > mostHeldBytes && leaning === "open")) isOrderUnsure = true;
    else if (heldBytes > mostHeldBytes) beginRows(null, true);
  }

  function beginRows(order: DateOrder | null, isAssumed: boolean): void {
    readOrder = order;
    isOrderAssumed = isAssumed;
    const rules = { ...given.rules, order, isOrderAssumed: isAssumed };
    reader = readBytes({ rules, encoding: encoding ?? "utf-8", seed: given.seed });
    orders = null;
    const pieces = held;
    held = [];
    for (const piece of pieces) read(piece);
  }

  function read(piece: Uint8Array): void {
    if (reader !== null && !isOver()) keep(reader.push(piece));
  }

  function keep(batch: BytesBatch): void {
    made.push(batch);
    stop ??= batch.stop;
  }

  /** The whole file is held, so that its dates have been seen, all of them. */
  function endOfDates(): void {
    if (orders === null) return;
    orders.survey.push(orders.decoder.finish());
    const { order, question, stop: stopped } = orders.survey.finish();
    if (stopped !== null) stop = stopped;
    else if (question !== null) stop = { question };
    else beginRows(order, false);
  }

  function give(): OnceBatch {
    const batches = made;
    made = [];
    return {
      rows: batches.map(({ rows }) => rows).filter(({ count }) => count > 0),
      rejects: batches.flatMap(({ rejects }) => rejects),
      notices: batches.flatMap(({ notices }) => notices),
      counts: reader?.counts() ?? noCounts,
      isDone: survey === null && isOver(),
    };
  }

  function finish(): OnceEnd {
    const verdict = survey?.finish() ?? null;
    const isReadable = verdict === null || verdict.ok;
    if (isReadable && encoding === null && !isEncodingRefuted) assumeEncoding();
    else if (verdict !== null && encodingOf(verdict) !== encoding) refuteEncoding();
    if (isReadable && !isEncodingRefuted && !isOver()) {
      endOfDates();
      if (reader !== null && !isOver()) keep((reader as BytesReader).finish());
    }
    const isOrderRefuted = reader?.isOrderRefuted() ?? false;
    const isOrderAsked = isOrderUnsure || isOrderRefuted || (stop !== null && isOrderAssumed);
    return {
      verdict,
      again: !isReadable ? null : isEncodingRefuted ? "encoding" : isOrderAsked ? "order" : null,
      order: readOrder,
      isOrderRefuted: isOrderUnsure || isOrderRefuted,
      stop,
      ...(reader?.says() ?? { newest: null, hasLocalTimes: false, kinds: [] }),
      tables: reader?.tables() ?? [],
      isCutOff: reader?.isCutOff() ?? false,
    };
  }

  // Where the encoding is given there is nothing to wait for.
  if (encoding !== null) begin();

  return {
    push(piece) {
      look(piece);
      return give();
    },
    finish() {
      const end = finish();
      return { ...give(), end };
    },
  };
}

function encodingOf(verdict: ByteVerdict): TextEncodingName | null {
  return verdict.ok ? verdict.encoding : null;
}
