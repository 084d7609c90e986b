/** Turns the pieces of a file into text, whatever the pieces cut through. */

import iconv from "iconv-lite";
import type { TextEncodingName } from "./survey-bytes";

export interface TextPieces {
  push(chunk: Uint8Array): string;
  /** What was still held back of a character that the last piece cut. */
  finish(): string;
}

/**
 * A streaming decoder without the byte order mark. What an encoding cannot express becomes U+FFFD.
 * Windows-1252 goes through iconv-lite: the TextDecoder of several Node releases reads it as Latin-1.
 */
export function decodeText(encoding: TextEncodingName): TextPieces {
  if (encoding === "windows-1252") {
    const decoder = iconv.getDecoder("windows-1252");
    return {
      push: (chunk) => decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
      finish: () => decoder.end() ?? "",
    };
  }
  const decoder = new TextDecoder(encoding);
  return {
    push: (chunk) => decoder.decode(chunk, { stream: true }),
    finish: () => decoder.decode(),
  };
}
