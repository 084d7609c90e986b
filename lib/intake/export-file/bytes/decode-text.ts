/** Turns the pieces of a file into text, whatever the pieces cut through. */

import iconv from "iconv-lite";
import type { TextEncodingName } from "./survey-bytes";

export interface TextPieces {
  push(chunk: Uint8Array): string;
  /** What was still held back of a character that the last piece cut. */
  finish(): string;
}

const endMarks: ReadonlySet<number> = new Set([0, 26]);

/**
 * A streaming decoder without byte order marks, and without what marks the end of a file: zero bytes of
 * programs that write whole blocks, and the Control-Z of old ones. What an encoding cannot express becomes U+FFFD.
 */
export function decodeText(encoding: TextEncodingName): TextPieces {
  const decoder = encoding === "windows-1252" ? westernDecoder() : streamDecoder(encoding);
  /** What ends the text so far and would be dropped if nothing followed. */
  let held = "";
  let lastByte = 0;

  function withoutEndMarks(text: string): string {
    let end = text.length;
    while (end > 0 && endMarks.has(text.charCodeAt(end - 1))) end--;
    const before = end > 0 ? held : "";
    held = (end > 0 ? "" : held) + text.slice(end);
    return before + text.slice(0, end);
  }

  return {
    push(chunk) {
      lastByte = chunk.at(-1) ?? lastByte;
      return withoutEndMarks(withoutByteOrderMarks(decoder.push(chunk)));
    },
    finish() {
      const text = decoder.finish();
      // Half a character of UTF-16 that is a zero byte belongs to the zero bytes at the end.
      return text === "\ufffd" && lastByte === 0 ? "" : withoutEndMarks(withoutByteOrderMarks(text));
    },
  };
}

/** Files that were put together have one in their middle, where it would hide a quotation mark. */
function withoutByteOrderMarks(text: string): string {
  return text.includes("\ufeff") ? text.replaceAll("\ufeff", "") : text;
}

function streamDecoder(encoding: TextEncodingName): TextPieces {
  const decoder = new TextDecoder(encoding);
  return {
    push: (chunk) => decoder.decode(chunk, { stream: true }),
    finish: () => decoder.decode(),
  };
}

/** Through iconv-lite: the TextDecoder of several Node releases reads Windows-1252 as Latin-1. */
function westernDecoder(): TextPieces {
  const decoder = iconv.getDecoder("windows-1252");
  return {
    push: (chunk) => decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
    finish: () => decoder.end() ?? "",
  };
}
