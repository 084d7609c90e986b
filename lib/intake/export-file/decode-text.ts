/** Turns the pieces of a file into text, whatever the pieces cut through. */

import iconv from "iconv-lite";
import type { TextEncodingName } from "./survey-bytes";

export interface TextPieces {
  push(chunk: Uint8Array): string;
  /** What was still held back of a character that the last piece cut. */
  finish(): string;
}

/**
 * A streaming decoder without the byte order mark, and without the zero bytes that programs which write whole
 * blocks leave at the end of a file. What an encoding cannot express becomes U+FFFD.
 */
export function decodeText(encoding: TextEncodingName): TextPieces {
  const decoder = encoding === "windows-1252" ? westernDecoder() : streamDecoder(encoding);
  let zeros = 0;
  let lastByte = 0;

  function withoutZerosAtEnd(text: string): string {
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
    const before = end > 0 ? "\0".repeat(zeros) : "";
    zeros = text.length - end + (end > 0 ? 0 : zeros);
    return before + text.slice(0, end);
  }

  return {
    push(chunk) {
      lastByte = chunk.at(-1) ?? lastByte;
      return withoutZerosAtEnd(decoder.push(chunk));
    },
    finish() {
      const text = decoder.finish();
      // Half a character of UTF-16 that is a zero byte belongs to the zero bytes at the end.
      return text === "\ufffd" && lastByte === 0 ? "" : withoutZerosAtEnd(text);
    },
  };
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
