/** How much a syslog feed may bring and keep. A door passes them in. */
import type { Env } from "@/lib/platform/env";

export interface SyslogLimits {
  /** UTF-16 units of one line. A segment is about 1 KB (vendor, "Message segmentation"); a JSON wrapper adds to it. */
  maxLineChars: number;
  /** Segments of one message; the vendor writes their number with two digits. */
  maxSegments: number;
  /** How long a message may stay incomplete, in milliseconds from its first segment on. */
  keepMs: number;
  /** Incomplete messages kept at once. */
  maxWaiting: number;
  /** UTF-16 units of all segments kept at once. */
  maxWaitingChars: number;
}

/** On average: five segments. */
const charsPerWaiting = 5_000;

/** As they are where nothing is set. */
export const syslogLimits: SyslogLimits = {
  maxLineChars: 8_192,
  maxSegments: 99,
  keepMs: 120_000,
  maxWaiting: 200,
  maxWaitingChars: 200 * charsPerWaiting,
};

/** As they are set; more messages have more room together, and there is never less than for the longest line that can be set. */
export function syslogLimitsOf(settings: Env): SyslogLimits {
  return {
    ...syslogLimits,
    maxLineChars: settings.ROLLCALL_SYSLOG_LINE_CHARS,
    keepMs: settings.ROLLCALL_SYSLOG_SEGMENT_SECONDS * 1000,
    maxWaiting: settings.ROLLCALL_SYSLOG_WAITING_MAX,
    maxWaitingChars: Math.max(
      syslogLimits.maxWaitingChars,
      charsPerWaiting * settings.ROLLCALL_SYSLOG_WAITING_MAX,
    ),
  };
}
