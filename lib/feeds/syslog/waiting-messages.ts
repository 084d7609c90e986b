/** Messages that wait for segments, in plain values that can be stored between requests; and when they wait no longer. */
import type { SyslogLimits } from "./limits";

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
  /** UTF-16 units of all parts. */
  chars: number;
}

/** Oldest first. */
export interface JoinState {
  waiting: WaitingMessage[];
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

export const nothingWaiting: JoinState = { waiting: [] };

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

/** Makes room by number and by size. */
export function dropOldest(waiting: readonly WaitingMessage[], limits: SyslogLimits) {
  let chars = waiting.reduce((sum, message) => sum + message.chars, 0);
  let first = 0;
  while (waiting.length - first > limits.maxWaiting || chars > limits.maxWaitingChars) {
    const oldest = waiting[first++];
    if (oldest === undefined) break;
    chars -= oldest.chars;
  }
  const dropped = waiting.slice(0, first).map((message) => droppedOf(message, "crowded_out"));
  return { state: { waiting: waiting.slice(first) }, dropped };
}

export function droppedOf(message: WaitingMessage, because: DroppedMessage["because"]): DroppedMessage {
  const { host, pid, siteId, parts } = message;
  return { host, pid, siteId, have: parts.filter((part) => part !== null).length, of: parts.length, because };
}
