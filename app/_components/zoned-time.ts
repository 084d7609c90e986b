/** Wall-clock times of a zone, as a person types them, to instants and back. Pure; the zone rules are the platform's own. */

/** What a local time means. */
export interface LocalReading {
  /** Epoch milliseconds. */
  at: number;
  /** The clock showed this time twice (daylight saving ended); the earlier one was taken. */
  twice: boolean;
  /** The clock never showed this time (daylight saving began); the instant is as far after the change as it was typed. */
  never: boolean;
}

const day = 86_400_000;

/** Reads `YYYY-MM-DDTHH:mm[:ss]` in `zone` (IANA); `null` when it is not a complete time. */
export function instantOfLocal(local: string, zone: string): LocalReading | null {
  const asUtc = Date.parse(`${local}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local) || Number.isNaN(asUtc)) return null;
  const before = asUtc - offsetAt(asUtc - day, zone);
  const after = asUtc - offsetAt(asUtc + day, zone);
  const fitting = [before, after].filter((at) => at + offsetAt(at, zone) === asUtc);
  if (fitting.length === 0) return { at: before, twice: false, never: true };
  return { at: Math.min(...fitting), twice: before !== after && fitting.length === 2, never: false };
}

/** Writes an instant as `YYYY-MM-DDTHH:mm` in `zone`, with seconds where it has any; for `<input type="datetime-local">`. */
export function localOfInstant(at: number, zone: string): string {
  const text = new Date(at + offsetAt(at, zone)).toISOString();
  return text.slice(0, at % 60_000 === 0 ? 16 : 19);
}

/** Milliseconds by which the zone's clock is ahead of UTC at an instant. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return local - Math.floor(at / 1000) * 1000;
}
