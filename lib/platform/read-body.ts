/** Reads the body of an answer, so many bytes of it at most. */

/** `cut_off`: it broke off, or did not come in time. */
export type BodyEnd = "whole" | "too_large" | "cut_off";

/** What came of it, cut to `maxBytes`. Never throws. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ body: Buffer; end: BodyEnd }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let end: BodyEnd = "whole";
  try {
    for await (const part of body) {
      parts.push(part);
      size += part.byteLength;
      if (size > maxBytes) {
        end = "too_large";
        break;
      }
    }
  } catch {
    end = "cut_off";
  }
  return { body: Buffer.concat(parts).subarray(0, maxBytes), end };
}
