/** Joins the segments of messages, whatever stands between them. */
import type { SyslogLimits } from "./limits";
import type { Segment } from "./parse-line";
import {
  type DroppedMessage,
  dropExpired,
  dropOldest,
  droppedOf,
  type JoinState,
  type WaitingMessage,
} from "./waiting-messages";

/** A whole message, not yet read. */
export interface SyslogRecord {
  host: string;
  pid: number | null;
  siteId: string;
  payload: string;
}

export interface Joined {
  state: JoinState;
  /** The message that this segment completed. */
  record: SyslogRecord | null;
  /** The segment was there already. */
  isRepeated: boolean;
  dropped: DroppedMessage[];
}

// Segments of one message are written in one go; a relay that stamps anew does so as they pass.
const sameTimeSeconds = 5;

/**
 * Joins raw payloads by host, process and site, in any order: they are cut mid-token, so nothing is read before it is
 * whole (FrodeHus/BeyondTrustConnector; vendor, "Message segmentation"). A process writes one message after the other:
 * a segment that contradicts what waits (another text in its place, another number of segments, a stamp seconds apart)
 * begins a new message, and the old one is dropped. A message of one segment passes by whatever waits.
 */
export function addSegment(
  state: JoinState,
  segment: Segment,
  receivedAt: number,
  limits: SyslogLimits,
): Joined {
  const expired = dropExpired(state, receivedAt, limits);
  const { waiting } = expired.state;
  const done = { state: expired.state, record: null, isRepeated: false, dropped: expired.dropped };
  if (segment.of === 1) return { ...done, record: recordOf(segment, segment.payload) };

  const index = waiting.findIndex((other) => isOfSameProcess(other, segment));
  const known = waiting[index];
  const begun = known !== undefined && goesTogether(known, segment) ? known : null;
  if (begun !== null && begun.parts[segment.segment - 1] === segment.payload)
    return { ...done, isRepeated: true };

  const message = withPart(begun ?? emptyMessage(segment, receivedAt), segment);
  const dropped = [...expired.dropped];
  if (known !== undefined && begun === null) dropped.push(droppedOf(known, "overtaken"));
  const others = known === undefined ? waiting : waiting.toSpliced(index, 1);
  if (message.parts.every((part) => part !== null)) {
    return {
      ...done,
      state: { waiting: others },
      record: recordOf(segment, message.parts.join("")),
      dropped,
    };
  }
  const kept = begun === null ? [...others, message] : waiting.with(index, message);
  const fitting = dropOldest(kept, limits);
  return { ...done, state: fitting.state, dropped: [...dropped, ...fitting.dropped] };
}

function isOfSameProcess(message: WaitingMessage, { host, pid, siteId }: Segment): boolean {
  return message.host === host && message.pid === pid && message.siteId === siteId;
}

function goesTogether(message: WaitingMessage, segment: Segment): boolean {
  if (message.parts.length !== segment.of) return false;
  if (message.stampedAt !== null && segment.stampedAt !== null) {
    if (Math.abs(message.stampedAt - segment.stampedAt) > sameTimeSeconds) return false;
  }
  const there = message.parts[segment.segment - 1];
  return there === null || there === segment.payload;
}

function emptyMessage({ host, pid, siteId, stampedAt, of }: Segment, startedAt: number): WaitingMessage {
  return {
    host,
    pid,
    siteId,
    stampedAt,
    startedAt,
    parts: new Array<string | null>(of).fill(null),
    chars: 0,
  };
}

function withPart(message: WaitingMessage, { segment, payload }: Segment): WaitingMessage {
  return {
    ...message,
    parts: message.parts.with(segment - 1, payload),
    chars: message.chars + payload.length,
  };
}

function recordOf({ host, pid, siteId }: Segment, payload: string): SyslogRecord {
  return { host, pid, siteId, payload };
}
