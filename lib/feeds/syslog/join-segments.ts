/** Keeps the segments of messages until these are whole: a state in plain values that can be stored between requests. */
import type { SyslogLimits } from "./limits";
import type { Segment } from "./parse-line";

/** A message of which segments are missing. */
export interface WaitingMessage {
  host: string;
  pid: number | null;
  siteId: string;
  stampedAt: number | null;
  /** When its first segment came (epoch milliseconds). */
  startedAt: number;
  /** By segment; `null`: has not come. */
  parts: (string | null)[];
}

/** Oldest first. */
export interface JoinState {
  waiting: WaitingMessage[];
}

/** A whole message, not yet read. */
export interface SyslogRecord {
  host: string;
  pid: number | null;
  siteId: string;
  payload: string;
}

/**
 * A message that will never be whole. `expired`: its time is over. `overtaken`: its process began another one.
 * `crowded_out`: newer ones needed the room.
 */
export interface DroppedMessage {
  host: string;
  pid: number | null;
  siteId: string;
  have: number;
  of: number;
  because: "expired" | "overtaken" | "crowded_out";
}

export interface Joined {
  state: JoinState;
  /** The message that this segment completed. */
  record: SyslogRecord | null;
  /** The segment was there already. */
  isRepeated: boolean;
  dropped: DroppedMessage[];
}

export const nothingWaiting: JoinState = { waiting: [] };

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

/** Drops what has waited for `keepMs`. For feeds that have fallen silent, too. */
export function dropExpired(
  state: JoinState,
  now: number,
  limits: SyslogLimits,
): { state: JoinState; dropped: DroppedMessage[] } {
  const isOver = (message: WaitingMessage) => now - message.startedAt >= limits.keepMs;
  const over = state.waiting.filter(isOver);
  if (over.length === 0) return { state, dropped: [] };
  return {
    state: { waiting: state.waiting.filter((message) => !isOver(message)) },
    dropped: over.map((message) => droppedOf(message, "expired")),
  };
}

function dropOldest(waiting: readonly WaitingMessage[], limits: SyslogLimits) {
  let chars = waiting.reduce((sum, message) => sum + charsOf(message), 0);
  let first = 0;
  while (waiting.length - first > limits.maxWaiting || chars > limits.maxWaitingChars) {
    const oldest = waiting[first++];
    if (oldest === undefined) break;
    chars -= charsOf(oldest);
  }
  const dropped = waiting.slice(0, first).map((message) => droppedOf(message, "crowded_out"));
  return { state: { waiting: waiting.slice(first) }, dropped };
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
  return { host, pid, siteId, stampedAt, startedAt, parts: new Array<string | null>(of).fill(null) };
}

function withPart(message: WaitingMessage, { segment, payload }: Segment): WaitingMessage {
  return { ...message, parts: message.parts.with(segment - 1, payload) };
}

function recordOf({ host, pid, siteId }: Segment, payload: string): SyslogRecord {
  return { host, pid, siteId, payload };
}

function droppedOf(message: WaitingMessage, because: DroppedMessage["because"]): DroppedMessage {
  const { host, pid, siteId, parts } = message;
  return { host, pid, siteId, have: parts.filter((part) => part !== null).length, of: parts.length, because };
}

function charsOf({ parts }: WaitingMessage): number {
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}
