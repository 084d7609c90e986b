/** Cuts a line of bytes into its cells, where nothing about it is doubtful. */

import type { Delimiter } from "../delimited/record";

/** What the characters of a cell are, as bits. */
export const letter = 1;
export const digit = 2;
export const hostMark = 4;
export const space = 8;
export const otherMark = 16;
export const backslash = 32;
export const beyondAscii = 64;
/** Ends a cell, or makes the line doubtful. */
const stop = 128;

const lineFeed = 10;
const carriageReturn = 13;
const quotationMark = 34;

/** The cells of one line. */
export interface LineCells {
  count: number;
  start: Int32Array;
  end: Int32Array;
  /** What stands in each cell. */
  bits: Uint8Array;
}

export interface LineCutter {
  cells: LineCells;
  /**
   * Cuts the line that starts at `from`; a line feed must follow somewhere. Returns where the next line starts, or -1 where
   * only the careful splitter can tell: control characters, marks inside cells, quotations that go on in the next line.
   */
  cut(bytes: Uint8Array, from: number): number;
}

/** A cutter for lines of at most `maxCells` cells. */
export function lineCutter(delimiter: Delimiter, maxCells: number): LineCutter {
  const delimiterByte = delimiter.charCodeAt(0);
  const quoted = classes();
  const bare = quoted.slice();
  bare[delimiterByte] = stop;
  const cells: LineCells = {
    count: 0,
    start: new Int32Array(maxCells + 1),
    end: new Int32Array(maxCells + 1),
    bits: new Uint8Array(maxCells + 1),
  };
  const { start, end, bits } = cells;

  function cut(bytes: Uint8Array, from: number): number {
    let at = from;
    for (let count = 0; count < maxCells; ) {
      const isQuoted = bytes[at] === quotationMark;
      if (isQuoted) at++;
      const classOf = isQuoted ? quoted : bare;
      start[count] = at;
      let all = 0;
      for (let bit = classOf[bytes[at] as number] as number; bit !== stop; ) {
        all |= bit;
        bit = classOf[bytes[++at] as number] as number;
      }
      end[count] = at;
      if (isQuoted && bytes[at++] !== quotationMark) return -1;
      const byte = bytes[at] as number;
      bits[count] = all;
      count++;
      if (byte === delimiterByte) {
        at++;
        continue;
      }
      cells.count = count;
      if (byte === lineFeed) return at + 1;
      return byte === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : -1;
    }
    return -1;
  }

  return { cells, cut };
}

function classes(): Uint8Array {
  const table = new Uint8Array(256).fill(stop);
  for (let byte = 32; byte < 127; byte++) table[byte] = otherMark;
  for (let byte = 48; byte <= 57; byte++) table[byte] = digit;
  for (let byte = 65; byte <= 90; byte++) table[byte] = table[byte + 32] = letter;
  for (let byte = 128; byte < 256; byte++) table[byte] = beyondAscii;
  for (const mark of ".-_") table[mark.charCodeAt(0)] = hostMark;
  table[32] = space;
  table[92] = backslash;
  table[quotationMark] = stop;
  // It begins a byte order mark, which the decoder takes out of the text.
  table[0xef] = stop;
  return table;
}
