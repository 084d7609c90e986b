/** Reads how long an answer asks to be left alone. */

/** Seconds or an HTTP date (RFC 9110, 10.2.3), from 1 to `atMost`; null: nothing that can be read. */
export function retryAfterSeconds(text: string | undefined, now: number, atMost: number): number | null {
  if (text === undefined) return null;
  const trimmed = text.trim();
  const seconds = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : Math.ceil((Date.parse(trimmed) - now) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), atMost) : null;
}
