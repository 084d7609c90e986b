/** Reads single fields of the Configuration API's JSON. What decides a client's state has three readings; none is ever made up. */

/** A value; `null`: the appliance says that there is none; `unreadable`: the field is missing, or something else than documented. */
export type Reading<T> = T | null | "unreadable";

/** The fields of one object of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:\+00:00|Z)$/;

/**
 * An instant in epoch milliseconds, as the vendor writes it: RFC 3339 in UTC ("responses will always include a +00:00
 * offset"; Z is taken as well), anything finer than a millisecond cut off. `null` and "" are the documented absence
 * ("If empty then the Jump Client has never disconnected"; nullable for nodes).
 */
export function readInstant(value: unknown): Reading<number> {
  if (value === null || value === "") return null;
  const match = typeof value === "string" ? rfc3339.exec(value) : null;
  if (match === null) return "unreadable";
  const [, day = "", time = "", fraction = ""] = match;
  const text = `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const at = Date.parse(text);
  // Date takes 30 February for 2 March.
  return Number.isFinite(at) && new Date(at).toISOString() === text ? at : "unreadable";
}

/** Yes or no as JSON has it; there is no documented absence. */
export function readFlag(value: unknown): Reading<boolean> {
  return typeof value === "boolean" ? value : "unreadable";
}

/** One of the documented words; there is no documented absence. */
export function readWord<Word extends string>(value: unknown, words: readonly Word[]): Reading<Word> {
  return words.find((word) => word === value) ?? "unreadable";
}

/** A text that describes and decides nothing: null where there is none. */
export function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** An id (int32, from 1); null: it is none. */
export function readId(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** An object of an answer; null: it is none. */
export function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}
