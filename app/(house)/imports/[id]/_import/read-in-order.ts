/** Shows a date of a file as one order, or one clock, would read it. */
import { exactText } from "@/app/_components/instant-text";
import { localOfInstant } from "@/app/_components/zoned-time";
import { readInstant } from "@/lib/intake/export-file/dates/read-date";

type Order = "ymd" | "dmy" | "mdy";
const orders: readonly Order[] = ["ymd", "dmy", "mdy"];

/** A numeric date with whatever time follows it. */
const dateInText = /\d{1,4}([/.-])\d{1,2}\1\d{1,4}.*$/;

/** "3 Apr 2026, 14:02" in `zone`, or null where the text holds no such date in that order. */
export function readAs(order: Order, text: string, zone: string): string | null {
  const at = instantIn(text, zone, order);
  return at === null ? null : exactText(at, zone, "en");
}

/**
 * What a clock on the wall showed, `YYYY-MM-DDTHH:mm[:ss]`, when the text was written; null where it holds no date, or one
 * that several orders read differently.
 */
export function wallClock(text: string, order: Order | null): string | null {
  const tried = order === null ? orders : [order];
  const readings = new Set(tried.map((each) => instantIn(text, "UTC", each)).filter((at) => at !== null));
  const [only] = readings;
  return readings.size === 1 && only !== undefined ? localOfInstant(only, "UTC") : null;
}

function instantIn(text: string, zone: string, order: Order): number | null {
  const date = dateInText.exec(text)?.[0];
  const dayOnly = date === undefined ? undefined : /^[\d/.-]+/.exec(date)?.[0];
  for (const candidate of [text, date, dayOnly]) {
    if (candidate === undefined) continue;
    const reading = readInstant(candidate, { zone, order });
    if ("at" in reading) return reading.at;
  }
  return null;
}
