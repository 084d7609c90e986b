/** What stands in front of a message of the appliance: priority, stamp, host and the mark `BG`, in whatever order a relay left them. */
import { skipStructuredData } from "./structured-data";

export interface Header {
  /** As written; empty where the line names none. */
  host: string;
  pid: number | null;
  /**
   * Seconds by the stamp, good only for telling whether two segments were written at the same time: a BSD stamp has
   * neither year nor zone, so it never dates anything. `null`: no stamp.
   */
  stampedAt: number | null;
  /** Whether the line is marked `BG`; else `at` is where its message begins. */
  isMarked: boolean;
  /** Where the site ID has to stand. */
  at: number;
}

const priority = /<\d{1,3}>/y;
const bsdStamp =
  /(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (?:\d{4} )?(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? /y;
const isoStamp = /(\d{4}-\d\d-\d\dT[0-9:.]{5,18}(?:Z|[+-]\d\d:?\d\d)?) /y;
const newHeader = /\d{1,2} (-|\d{4}-\d\d-\d\dT\S{5,25}) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32}(?: |$)/y;
const hostName = /(\S{1,255}) /y;
const mark = /BG(?=[[: ])(?:\[(\d{1,10})\])?:? {0,4}/y;
const digits = /^\d{1,10}$/;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
const byteOrderMark = "\uFEFF";

/**
 * Reads RFC 5424 and RFC 3164, each with and without `<PRI>`; the latter also with an ISO stamp (what rsyslog forwards),
 * without host, or without stamp. The mark has the shapes `BG:`, `BG[pid]:`, `BG[pid]` and, in RFC 5424, stands as
 * APP-NAME beside PROCID (vendor, "Message Format"; public samples in domain.md, 5.2 and 10.6). It has to stand where
 * the program is named: the same letters inside somebody else's message are not it. `null`: the structured data of a marked line
 * never ends.
 */
export function readHeader(text: string): Header | null {
  const from = matchAt(priority, text, 0)?.end ?? 0;
  const modern = matchAt(newHeader, text, from);
  return modern === null ? readOld(text, from) : readNew(text, modern);
}

function readNew(text: string, { parts, end }: Match): Header | null {
  const [, stamp = "-", host = "-", app = "", procId = ""] = parts;
  const after = skipStructuredData(text, end);
  const named = { host: host === "-" ? "" : host, stampedAt: isoSeconds(stamp) };
  if (after === null) return app === "BG" ? null : { ...named, pid: null, isMarked: false, at: end };
  const at = text.startsWith(byteOrderMark, after) ? after + 1 : after;
  // Where the header names no program, the message may still begin with its tag.
  const inside = app === "BG" || app === "-" ? matchAt(mark, text, at) : null;
  if (inside !== null) return { ...named, pid: pidOf(inside.parts[1]), isMarked: true, at: inside.end };
  return { ...named, pid: pidOf(procId), isMarked: app === "BG", at };
}

function readOld(text: string, from: number): Header {
  const bsd = matchAt(bsdStamp, text, from);
  const iso = matchAt(isoStamp, text, from);
  const stampedAt = bsd ? bsdSeconds(bsd.parts) : isoSeconds(iso?.parts[1] ?? "");
  const afterStamp = bsd?.end ?? iso?.end ?? from;
  const host = matchAt(hostName, text, afterStamp);
  // With the host first, so that an appliance which is called BG is no mark.
  const afterHost = host === null ? null : matchAt(mark, text, host.end);
  const marked = afterHost ?? matchAt(mark, text, afterStamp);
  return {
    host: afterHost === null ? "" : (host?.parts[1] ?? ""),
    pid: pidOf(marked?.parts[1]),
    stampedAt,
    isMarked: marked !== null,
    at: marked?.end ?? afterStamp,
  };
}

interface Match {
  parts: readonly (string | undefined)[];
  end: number;
}

function matchAt(sticky: RegExp, text: string, at: number): Match | null {
  sticky.lastIndex = at;
  const parts = sticky.exec(text);
  return parts === null ? null : { parts, end: at + parts[0].length };
}

/** A process ID in digits; anything else names no process. */
export function pidOf(text: string | undefined): number | null {
  return text !== undefined && digits.test(text) ? Number(text) : null;
}

function bsdSeconds(parts: readonly (string | undefined)[]): number {
  const [, month = "", day, hour, minute, second] = parts;
  // Any leap year will do, so that the 29th of February has its place.
  return (
    Date.UTC(2000, months.indexOf(month) / 3, Number(day), Number(hour), Number(minute), Number(second)) /
    1000
  );
}

function isoSeconds(text: string): number | null {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.floor(instant / 1000);
}
