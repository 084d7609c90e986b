/** Remembers what the exact reader said about a cell of a column, by its bytes; minutes and seconds aside, since they only move the instant. */

/** Whether and how a text is kept among the attributes: not at all, as the bytes of the cell themselves, or as this JSON. */
export type Keeping = null | "raw" | Uint8Array;

/** What the exact reader said about one cell. */
export interface CellAnswer {
  /** False: it said something else than a value, so the row is the exact reader's. */
  isPlain: boolean;
  /** Cells with one number mean the same to the condition of the client. */
  meaning: number;
  /** The instant that the text names; NaN: none. Of a text with a clock: at its first minute and second. */
  at: number;
  /** How long after `at` it may have been. */
  spanMs: number;
  isLocal: boolean;
  kept: Keeping;
  /** Of cells that identify: the value and what it is compared by. */
  value: Uint8Array | null;
  key: Uint8Array | null;
  /** It may be a heading. */
  isListed: boolean;
}

/** Answers about the cells of a column. */
export interface CellAnswers {
  /** The answer about the cell; `lateMs()` says how long after `at` its minutes and seconds are. */
  about(bytes: Uint8Array, start: number, end: number): CellAnswer;
  lateMs(): number;
}

/** Asks the exact reader. `latest`: the same text with the last minute and second of its hour, where it has a clock. */
export type AskCell = (text: string, latest: string | null) => CellAnswer;

export const notPlain: CellAnswer = {
  isPlain: false,
  meaning: 0,
  at: Number.NaN,
  spanMs: 0,
  isLocal: false,
  kept: null,
  value: null,
  key: null,
  isListed: true,
};

const longestCell = 300;
const rememberedCells = 65_536;
/** A file may have thousands of blocks, each with columns of its own. */
const fewestSlots = 64;
/** Cells that are different every time are not worth asking for. */
const patienceMisses = 200_000;
const colon = 58;
const zero = 48;
const five = 53;
const nine = 57;
const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/**
 * `hasClocks`: minutes and seconds of the first time of day in a cell are no part of what is remembered. `isDeciding`: a column of
 * few words, which gives up where they never come twice; any other goes on asking.
 */
export function cellAnswers(ask: AskCell, hasClocks: boolean, isDeciding: boolean): CellAnswers {
  let table = new Int32Array(fewestSlots);
  let answers: CellAnswer[] = [];
  let hashes = new Int32Array(fewestSlots);
  let ends = new Int32Array(fewestSlots);
  let keys = new Uint8Array(1_024);
  let lookUps = 0;
  let misses = 0;
  let late = 0;
  /** Where the minutes of the clock stand, and how many bytes from there on are masked. */
  let clockAt = 0;
  let clockBytes = 0;

  function about(bytes: Uint8Array, start: number, end: number): CellAnswer {
    lookUps++;
    if (end - start > longestCell) return notPlain;
    late = 0;
    clockAt = end;
    clockBytes = 0;
    if (hasClocks) findClock(bytes, start, end);
    const hash = hashOf(bytes, start, end);
    for (let slot = hash & (table.length - 1); table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
      const entry = (table[slot] as number) - 1;
      if (hashes[entry] === hash && isEntry(entry, bytes, start, end)) return answers[entry] as CellAnswer;
    }
    return learn(bytes, start, end, hash);
  }

  /** "13:31:05" or "13:31" with digits around the colons; a second time in the text is part of the frame. */
  function findClock(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start + 1; at + 2 < end; at++) {
      if (bytes[at] !== colon || !isDigit(bytes[at - 1])) continue;
      const tens = bytes[at + 1] as number;
      const ones = bytes[at + 2] as number;
      if (tens < zero || tens > five || ones < zero || ones > nine || isDigit(bytes[at + 3])) return;
      clockAt = at + 1;
      clockBytes = 2;
      late = ((tens - zero) * 10 + ones - zero) * minuteMs;
      if (at + 5 >= end || bytes[at + 3] !== colon) return;
      const secondTens = bytes[at + 4] as number;
      const secondOnes = bytes[at + 5] as number;
      const isTime = secondTens >= zero && secondTens <= five && secondOnes >= zero && secondOnes <= nine;
      if (!isTime || (at + 6 < end && isDigit(bytes[at + 6]))) return;
      clockBytes = 5;
      late += ((secondTens - zero) * 10 + secondOnes - zero) * secondMs;
      return;
    }
  }

  function hashOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = (end - start) * 0x3d + clockBytes;
    for (let at = start; at < clockAt; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    for (let at = clockAt + clockBytes; at < end; at++)
      hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    return hash ^ (hash >>> 15);
  }

  function isEntry(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    let key = entry === 0 ? 0 : (ends[entry - 1] as number);
    if ((ends[entry] as number) - key !== end - start + 1) return false;
    // The first byte says where the clock stands, so that a "0" written there is not taken for a masked one.
    if (keys[key++] !== clockMark(start)) return false;
    for (let at = start; at < clockAt; at++) if (keys[key++] !== bytes[at]) return false;
    key += clockBytes;
    for (let at = clockAt + clockBytes; at < end; at++) if (keys[key++] !== bytes[at]) return false;
    return true;
  }

  function clockMark(start: number): number {
    return clockBytes === 0 ? 0 : Math.min(clockAt - start, 126) * 2 + (clockBytes === 5 ? 1 : 0);
  }

  function learn(bytes: Uint8Array, start: number, end: number, hash: number): CellAnswer {
    misses++;
    if (isDeciding && misses > patienceMisses && misses * 2 > lookUps) return notPlain;
    // The mark has one byte for the place.
    if (clockBytes > 0 && clockAt - start > 126) return notPlain;
    const cell = Buffer.from(bytes.subarray(start, end));
    const answer =
      clockBytes === 0
        ? ask(cell.toString(), null)
        : ask(withClock(cell, clockAt - start, "00"), withClock(cell, clockAt - start, "59"));
    if (answers.length >= rememberedCells) {
      table = new Int32Array(fewestSlots);
      answers = [];
    }
    remember(answer, cell, hash, clockMark(start));
    return answer;
  }

  function withClock(cell: Buffer, at: number, digits: string): string {
    cell.write(digits, at);
    if (clockBytes === 5) cell.write(digits, at + 3);
    return cell.toString();
  }

  function remember(answer: CellAnswer, cell: Buffer, hash: number, mark: number): void {
    const entry = answers.length;
    const from = entry === 0 ? 0 : (ends[entry - 1] as number);
    const to = from + cell.length + 1;
    if (entry === hashes.length) {
      hashes = grown(hashes);
      ends = grown(ends);
    }
    if (to > keys.length) {
      const larger = new Uint8Array(keys.length * 2);
      larger.set(keys);
      keys = larger;
    }
    keys[from] = mark;
    keys.set(cell, from + 1);
    hashes[entry] = hash;
    ends[entry] = to;
    answers.push(answer);
    if (answers.length * 2 <= table.length) place(entry);
    else {
      table = new Int32Array(table.length * 4);
      for (let each = 0; each <= entry; each++) place(each);
    }
  }

  function place(entry: number): void {
    let slot = (hashes[entry] as number) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = entry + 1;
  }

  return { about, lateMs: () => late };
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}
