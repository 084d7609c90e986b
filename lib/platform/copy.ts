/** Bulk writes: rows into a table by COPY, with flat memory. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { type CopyValue, copyLine } from "./copy-line";
import type { Tx } from "./db";

/** Writes rows into `target` (a table, with its columns in parentheses where not all) in the order of its columns. */
export async function copyRows(
  tx: Tx,
  target: string,
  rows: Iterable<CopyValue[]> | AsyncIterable<CopyValue[]>,
): Promise<void> {
  await pipeline(Readable.from(copyPieces(rows)), tx.query(copyFrom(`COPY ${target} FROM STDIN`)));
}

/** Writes lines that `copyLine` made. */
export async function copyLines(tx: Tx, target: string, lines: string): Promise<void> {
  await pipeline(Readable.from([lines]), tx.query(copyFrom(`COPY ${target} FROM STDIN`)));
}

const pieceChars = 64 * 1024;

/** Rows in COPY's text format, in pieces large enough that the stream costs little. */
async function* copyPieces(rows: Iterable<CopyValue[]> | AsyncIterable<CopyValue[]>): AsyncGenerator<string> {
  let piece = "";
  for await (const row of rows) {
    piece += copyLine(row);
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = "";
  }
  if (piece) yield piece;
}
