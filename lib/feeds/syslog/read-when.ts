/** The instant that a message speaks about, by its field `when`. */

/** `dated`, or why not: there is none, it is no number, it lies ahead of the receipt or before the product. */
export type Dating = "dated" | "missing" | "unreadable" | "ahead" | "too_old";

export interface When {
  /** Epoch milliseconds: by the message, or else the time of receipt. */
  at: number;
  dating: Dating;
}

const wholeSeconds = /^\d{1,15}$/;
const mostAheadMs = 5 * 60_000;
/** Nothing was logged before the vendor had a product. */
const earliest = Date.UTC(2003, 0, 1);

/**
 * `when` is in epoch seconds, UTC (FrodeHus/BeyondTrustConnector; domain.md, 5.2). Clocks may be five minutes ahead of
 * ours; what lies further ahead, before 2003 (or was cut short by a relay) dates nothing, and the time of receipt
 * stands instead. The stamp of the line is never asked: it has no year and no zone.
 */
export function readWhen(text: string | undefined, receivedAt: number): When {
  const digits = text?.trim() ?? "";
  if (digits === "") return { at: receivedAt, dating: "missing" };
  if (!wholeSeconds.test(digits)) return { at: receivedAt, dating: "unreadable" };
  const at = Number(digits) * 1000;
  if (at < earliest) return { at: receivedAt, dating: "too_old" };
  if (at > receivedAt + mostAheadMs) return { at: receivedAt, dating: "ahead" };
  return { at, dating: "dated" };
}
