/** Cuts the bytes of a TCP connection into lines, by RFC 6587: octet counting and newlines, told apart at every frame. */

/** What a connection has sent of its next frame. */
export interface FrameState {
  rest: Uint8Array;
  /** Bytes of `rest` in which there is no line break. */
  scanned: number;
  /** Bytes of a frame too long that are still to come, or everything up to the next line break. */
  skipping: number | "line";
}

export interface Taken {
  state: FrameState;
  lines: string[];
  /** The first thing wrong with these bytes. Reading goes on behind it. */
  problem: string | null;
}

export const noBytes: FrameState = { rest: new Uint8Array(0), scanned: 0, skipping: 0 };

const lineFeed = 10;
const space = 32;
const lessThan = 60;
const mostDigits = 7;
const decoder = new TextDecoder("utf-8");

/**
 * The lines that `chunk` completes. A frame that starts with `NN ` is counted (RFC 6587, 3.4.1); a single digit only
 * before `<`, because an RFC 5424 line without priority starts with its version; an ISO stamp has no space there.
 * Everything else ends with a line feed (3.4.2). Frames of more than `maxBytes` are left out and told. Any cutting of
 * the same bytes into chunks gives the same lines.
 */
export function takeBytes(state: FrameState, chunk: Uint8Array, maxBytes: number): Taken {
  const bytes = state.rest.length === 0 ? chunk : joined(state.rest, chunk);
  const lines: string[] = [];
  let problem: string | null = null;
  let { skipping, scanned } = state;
  let at = 0;
  const leaveOut = (what: string) => {
    problem ??= `${what} is longer than ${maxBytes} bytes and was left out; send shorter lines.`;
  };
  while (true) {
    if (skipping === "line") {
      const end = bytes.indexOf(lineFeed, at);
      if (end === -1) return { state: { ...noBytes, skipping }, lines, problem };
      at = end + 1;
    } else {
      const step = Math.min(skipping, bytes.length - at);
      at += step;
      if (step < skipping) return { state: { ...noBytes, skipping: skipping - step }, lines, problem };
    }
    skipping = 0;
    if (scanned === 0) at = startOfFrame(bytes, at);

    const counted = readCount(bytes, at);
    if (counted === "more") break;
    if (counted !== null) {
      if (counted.bytes > maxBytes) {
        leaveOut("A frame");
        at = counted.from;
        skipping = counted.bytes;
        continue;
      }
      const end = counted.from + counted.bytes;
      if (end > bytes.length) break;
      lines.push(...lineOf(bytes.subarray(counted.from, end)));
      at = end;
      continue;
    }
    const end = bytes.indexOf(lineFeed, at + scanned);
    scanned = 0;
    if ((end === -1 ? bytes.length : end) - at > maxBytes) {
      leaveOut("A line");
      skipping = "line";
      continue;
    }
    if (end === -1) {
      return { state: { rest: bytes.slice(at), scanned: bytes.length - at, skipping: 0 }, lines, problem };
    }
    lines.push(...lineOf(bytes.subarray(at, end)));
    at = end + 1;
  }
  return { state: { rest: bytes.slice(at), scanned: 0, skipping: 0 }, lines, problem };
}

/** What was lost when the connection ended in the middle of a frame: half a line proves nothing. `null`: nothing. */
export function endOfBytes({ rest, skipping }: FrameState): string | null {
  if (rest.length === 0 && skipping === 0) return null;
  return "The connection ended in the middle of a line, which was left out; end every line with a line feed.";
}

/** The announced length and where the frame starts; `null` for a line that is not counted; `more` bytes may tell. */
function readCount(bytes: Uint8Array, at: number): { bytes: number; from: number } | "more" | null {
  let count = 0;
  let index = at;
  while (index < bytes.length && index - at <= mostDigits) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9 || (digit === 0 && index === at)) break;
    count = count * 10 + digit;
    index += 1;
  }
  const digits = index - at;
  if (digits > mostDigits) return null;
  if (index === bytes.length) return "more";
  if (digits === 0 || bytes[index] !== space) return null;
  if (digits > 1) return { bytes: count, from: index + 1 };
  if (index + 1 === bytes.length) return "more";
  return bytes[index + 1] === lessThan ? { bytes: count, from: index + 1 } : null;
}

/** Behind the line breaks and zero bytes that some senders put between frames. */
function startOfFrame(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === lineFeed || bytes[at] === 13 || bytes[at] === 0) at += 1;
  return at;
}

function lineOf(bytes: Uint8Array): string[] {
  const text = decoder.decode(bytes);
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  return line === "" ? [] : [line];
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
