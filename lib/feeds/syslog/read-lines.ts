/** Lines of a syslog feed in, observations out: the one function a door needs. */
import type { Refused } from "../observation";
import { excerptOf } from "./excerpt";
import { type Interpreted, interpret, type SilentBecause } from "./interpret";
import { addSegment, type SyslogRecord } from "./join-segments";
import type { SyslogLimits } from "./limits";
import { parseLine } from "./parse-line";
import { readPayload } from "./read-payload";
import { type DroppedMessage, dropExpired, type JoinState } from "./waiting-messages";

/** Lines that brought no whole message (`waiting`, `repeated`, `empty`, `not_bg`), and messages that say nothing. */
export type IgnoredBecause = SilentBecause | "empty" | "not_bg" | "waiting" | "repeated";

export interface Reading {
  /** What still waits for segments: to be handed in with the next lines. */
  state: JoinState;
  /** Every whole message, also those that say nothing, so that a door can see which site each is about. */
  messages: Interpreted[];
  refused: Refused[];
  /** How many were ignored, by reason. A reason that did not occur is absent. */
  ignored: Partial<Record<IgnoredBecause, number>>;
  dropped: DroppedMessage[];
}

/** Lines are numbered from 1; a message stands at the line that completed it. Never throws. */
export function readLines(
  lines: readonly string[],
  state: JoinState,
  receivedAt: number,
  limits: SyslogLimits,
): Reading {
  const expired = dropExpired(state, receivedAt, limits);
  const reading: Reading = {
    state: expired.state,
    messages: [],
    refused: [],
    ignored: {},
    dropped: expired.dropped,
  };
  const ignore = (because: IgnoredBecause) => {
    reading.ignored[because] = (reading.ignored[because] ?? 0) + 1;
  };
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const parsed = parseLine(text, limits);
    if (parsed.kind === "refused") reading.refused.push({ line, problem: parsed.problem });
    else if (parsed.kind === "ignored") ignore(parsed.because);
    else {
      const joined = addSegment(reading.state, parsed.segment, receivedAt, limits);
      reading.state = joined.state;
      reading.dropped.push(...joined.dropped);
      if (joined.record === null) ignore(joined.isRepeated ? "repeated" : "waiting");
      else {
        const message = interpretRecord(joined.record, receivedAt, line);
        reading.messages.push(message);
        if (message.because !== null) ignore(message.because);
      }
    }
  }
  return reading;
}

function interpretRecord(record: SyslogRecord, receivedAt: number, line: number): Interpreted {
  const { siteId, payload } = record;
  return interpret(readPayload(payload), { siteId, receivedAt, line, excerpt: excerptOf(record) });
}
