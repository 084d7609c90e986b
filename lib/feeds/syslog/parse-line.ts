/** Makes a segment of one syslog line, or says why it is none. */
import type { SyslogLimits } from "./limits";
import { readHeader } from "./read-header";
import { unwrapLine, type WrappedLine } from "./unwrap-line";

/** One line of the appliance: a message, or a part of one. */
export interface Segment {
  /** The appliance as the line names it; empty where it does not. */
  host: string;
  pid: number | null;
  /** Constant for a site (vendor, "Message Format"); text, because it may begin with 0. */
  siteId: string;
  /** Which part this is, from 1. */
  segment: number;
  /** Of how many. */
  of: number;
  /** `key=value;…`, still escaped, cut anywhere. */
  payload: string;
  /** Seconds by the stamp, to tell messages apart; never a date (see `Header`). */
  stampedAt: number | null;
}

export type ParsedLine =
  | { kind: "segment"; segment: Segment }
  | { kind: "refused"; problem: string }
  | { kind: "ignored"; because: "empty" | "not_bg" };

const numbers = /(\d{1,10}):(\d{1,4}):(\d{1,4}):/y;
// PostgreSQL keeps neither of them, and incomplete messages are kept.
const unstorable = /\p{Surrogate}/gu;
const hostChars = 255;
const byteOrderMark = "\uFEFF";

/**
 * Reads a line in any of the shapes of domain.md, 5.2 and 10.6, raw or wrapped into JSON. Lines of other programs are
 * ignored; lines that are marked `BG` and cannot be read are refused. Never throws; time grows with the length, which
 * `limits.maxLineChars` bounds.
 */
export function parseLine(raw: string, limits: SyslogLimits): ParsedLine {
  if (raw.length > limits.maxLineChars) {
    return refused(
      `This line is longer than ${limits.maxLineChars} characters (ROLLCALL_SYSLOG_LINE_CHARS); send one message on each line.`,
    );
  }
  const text = bareLine(raw);
  if (text === "") return { kind: "ignored", because: "empty" };
  if (text.startsWith("{") || text.startsWith("[{")) {
    const wrapped = unwrapLine(text);
    if (typeof wrapped === "string") return refused(wrapped);
    return parseMessage(bareLine(wrapped.message), wrapped, limits);
  }
  return parseMessage(text, { host: "", pid: null, isMarked: null }, limits);
}

type Sender = Omit<WrappedLine, "message">;

function parseMessage(text: string, sender: Sender, limits: SyslogLimits): ParsedLine {
  const header = readHeader(text);
  if (header === null) return refused("The structured data of this line never ends; send the line whole.");
  if (!(sender.isMarked ?? header.isMarked)) return { kind: "ignored", because: "not_bg" };
  numbers.lastIndex = header.at;
  const found = numbers.exec(text);
  if (found === null) {
    return refused(
      "After BG this line has no site ID, segment and number of segments (as in 1427:01:01:); send lines as the appliance writes them.",
    );
  }
  const [, siteId = "", segment, of] = found;
  const at = { segment: Number(segment), of: Number(of) };
  const problem = segmentProblem(at, limits);
  if (problem !== null) return refused(problem);
  const host = storable((header.host || sender.host).slice(0, hostChars)).toLowerCase();
  const { stampedAt } = header;
  const payload = text.slice(numbers.lastIndex);
  return {
    kind: "segment",
    segment: { host, pid: header.pid ?? sender.pid, siteId, ...at, payload, stampedAt },
  };
}

function segmentProblem(
  { segment, of }: { segment: number; of: number },
  limits: SyslogLimits,
): string | null {
  if (segment < 1 || segment > of) return `Segment ${segment} of ${of} cannot be; send lines unchanged.`;
  if (of > limits.maxSegments)
    return `A message of ${of} segments is more than ${limits.maxSegments}; it is not read.`;
  return null;
}

function refused(problem: string): ParsedLine {
  return { kind: "refused", problem };
}

/** Without byte order mark and line break. Spaces at the end stay: a message may be cut at one. */
function bareLine(raw: string): string {
  let end = raw.length;
  while (end > 0 && (raw[end - 1] === "\n" || raw[end - 1] === "\r")) end--;
  let start = 0;
  while (start < end && (raw[start] === byteOrderMark || raw[start] === " ")) start++;
  return storable(raw.slice(start, end));
}

function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(unstorable, "\uFFFD");
}
