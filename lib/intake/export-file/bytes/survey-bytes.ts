/** Decides from all bytes of an upload whether it is text, and in which encoding, or names what it is instead. */

import type { FileProblem } from "../rows/row";
import { isZip, problemOfMagicNumber, problemOfText, workbookInZip } from "./file-signature";

export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export type ByteVerdict =
  | { ok: true; encoding: TextEncodingName; bom: boolean }
  | ({ ok: false } & FileProblem);

export interface ByteSurvey {
  /** Takes the next piece; pieces may be cut anywhere. */
  push(chunk: Uint8Array): void;
  /** The verdict over everything pushed. */
  finish(): ByteVerdict;
}

const headBytes = 4_096;
/** A text file may hold a stray control byte; real binary files have far more than one in two hundred. */
const binaryShare = 1 / 200;
/** Broken sequences among many good ones are damage in UTF-8, not a sign of Windows-1252. */
const goodPerBrokenSequence = 10;
const zipOverlapBytes = 64;
const endOfText = 0x1a;

/**
 * A survey that reads every byte once with flat memory. UTF-8 is checked to the end, because the first byte
 * of another encoding may come late; without a byte order mark, bytes that are not UTF-8 are read as
 * Windows-1252. Zero bytes at the very end do not count.
 */
export function surveyBytes(): ByteSurvey {
  const head = new Uint8Array(headBytes);
  let total = 0;
  /** Zero bytes and DOS's end of text at the end so far: programs that write whole blocks leave them. */
  let zerosAtEnd = 0;
  let controls = 0;
  let inkSeen = false;
  let workbook: "XLSX" | "ODS" | null = null;
  let zipTail = new Uint8Array(0);
  const utf8 = { pending: 0, low: 0x80, high: 0xbf, good: 0, broken: 0 };

  function push(chunk: Uint8Array): void {
    if (total < headBytes) head.set(chunk.subarray(0, headBytes - total), total);
    total += chunk.length;
    if (isZip(head)) {
      if (workbook === null) {
        const piece = Buffer.concat([zipTail, chunk]);
        workbook = workbookInZip(piece);
        zipTail = Uint8Array.from(piece.subarray(-zipOverlapBytes));
      }
      return;
    }
    let { pending, low, high, good, broken } = utf8;
    let ink = inkSeen;
    let control = controls;
    let zeros = zerosAtEnd;
    const { words, wordsFrom } = wholeWords(chunk);
    for (let index = 0; index < chunk.length; index++) {
      if (pending === 0 && zeros === 0 && ink && ((index - wordsFrom) & 3) === 0) {
        index = pastPrintable(words, wordsFrom, index);
        if (index >= chunk.length) break;
      }
      const byte = chunk[index] as number;
      if ((byte === 0 || byte === endOfText) && pending === 0) {
        zeros++;
        continue;
      }
      if (zeros > 0) {
        control += zeros;
        zeros = 0;
      }
      if (byte < 0x80 && pending === 0) {
        if (byte > 0x20) ink = true;
        else if (byte < 0x20 && (byte < 9 || byte > 13)) control++;
        continue;
      }
      if (pending > 0) {
        if (byte >= low && byte <= high) {
          low = 0x80;
          high = 0xbf;
          if (--pending === 0) good++;
          continue;
        }
        // The sequence breaks off here; this byte is looked at afresh.
        pending = 0;
        low = 0x80;
        high = 0xbf;
        broken++;
        index--;
        continue;
      }
      ink = true;
      if (byte >= 0xc2 && byte <= 0xdf) pending = 1;
      else if (byte >= 0xe0 && byte <= 0xef) {
        pending = 2;
        if (byte === 0xe0) low = 0xa0;
        if (byte === 0xed) high = 0x9f;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        pending = 3;
        if (byte === 0xf0) low = 0x90;
        if (byte === 0xf4) high = 0x8f;
      } else broken++;
    }
    utf8.pending = pending;
    utf8.low = low;
    utf8.high = high;
    utf8.good = good;
    utf8.broken = broken;
    inkSeen = ink;
    controls = control;
    zerosAtEnd = zeros;
  }

  function finish(): ByteVerdict {
    if (total === 0) return refuse("empty");
    const textBytes = total - zerosAtEnd;
    const start = head.subarray(0, Math.min(total, headBytes));
    if (isZip(start)) {
      return workbook ? { ok: false, code: "spreadsheet", params: { format: workbook } } : refuse("zip");
    }
    const foreign = problemOfMagicNumber(start);
    if (foreign) return { ok: false, ...foreign };
    const marked = byteOrderMark(start);
    if (marked === "utf-32") return refuse("utf32");
    if (marked && total === marked.bytes) return refuse("empty");
    if (marked && marked.encoding !== "utf-8") {
      const text = new TextDecoder(marked.encoding).decode(start);
      if (total <= headBytes && text.trim() === "") return refuse("blank");
      return judgeText(text, { ok: true, encoding: marked.encoding, bom: true });
    }
    if (!marked && looksLikeUtf16(head.subarray(0, Math.min(textBytes + 1, headBytes, total)))) {
      return refuse("utf16_without_bom");
    }
    if (textBytes === 0 || controls > textBytes * binaryShare) return refuse("binary");
    // The mark's own three bytes count as ink; what follows it decides.
    if (!inkSeen || (marked && total <= headBytes && new TextDecoder().decode(start).trim() === "")) {
      return refuse("blank");
    }
    const broken = utf8.broken + (utf8.pending > 0 ? 1 : 0);
    const isUtf8 = marked !== null || broken === 0 || utf8.good >= broken * goodPerBrokenSequence;
    return judgeText(new TextDecoder().decode(start), {
      ok: true,
      encoding: isUtf8 ? "utf-8" : "windows-1252",
      bom: marked !== null,
    });
  }

  return { push, finish };
}

/** The bytes four by four, where they may be read so: from `wordsFrom` on. */
function wholeWords(chunk: Uint8Array): { words: Int32Array; wordsFrom: number } {
  const wordsFrom = -chunk.byteOffset & 3;
  const count = Math.max(0, (chunk.length - wordsFrom) >> 2);
  const words = count === 0 ? none : new Int32Array(chunk.buffer, chunk.byteOffset + wordsFrom, count);
  return { words, wordsFrom };
}

const none = new Int32Array(0);

/** The first place from `index` on whose four bytes are not all from space to DEL: of these nothing needs to be counted. */
function pastPrintable(words: Int32Array, wordsFrom: number, index: number): number {
  let at = (index - wordsFrom) >> 2;
  if (at < 0) return index;
  // No byte has its highest bit, and each keeps one set beside it when 32 is taken away: it was not below.
  for (; at < words.length; at++) {
    const word = words[at] as number;
    if ((word & 0x80808080) !== 0 || (((word | 0x80808080) - 0x20202020) & 0x80808080) !== (0x80808080 | 0))
      break;
  }
  return wordsFrom + at * 4;
}

function judgeText(head: string, verdict: ByteVerdict): ByteVerdict {
  const foreign = problemOfText(head);
  return foreign ? { ok: false, ...foreign } : verdict;
}

function refuse(code: FileProblem["code"]): ByteVerdict {
  return { ok: false, code, params: {} };
}

function byteOrderMark(
  head: Uint8Array,
): { encoding: "utf-8" | "utf-16le" | "utf-16be"; bytes: number } | "utf-32" | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) {
    return head.length >= 4 && head[2] === 0 && head[3] === 0 ? "utf-32" : { encoding: "utf-16le", bytes: 2 };
  }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bytes: 2 };
  if (head[0] === 0 && head[1] === 0 && head[2] === 0xfe && head[3] === 0xff) return "utf-32";
  return null;
}

/** Latin text in UTF-16 has a NUL in nearly every second byte, always on the same side. */
function looksLikeUtf16(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < head.length; index++) {
    if (head[index] !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  const half = head.length / 2;
  return (odd > half * 0.7 && even < half * 0.05) || (even > half * 0.7 && odd < half * 0.05);
}
