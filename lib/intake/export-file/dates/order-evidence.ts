/** Tells from one date in which orders of day, month and year it could have been written. */

import { type DateOrder, dateOrders, dayInOrder, looksLikeVersion } from "./calendar-day";
import { numericDate, readInstant } from "./read-date";

const dayMs = 86_400_000;
/** Without three numbers in a row there is no order to tell; a time with full stops may look like them. */
const threeNumbers =
  /\d[\s\u200b-\u206f]*[/.-][\s\u200b-\u206f]*\d{1,2}[\s\u200b-\u206f]*[/.-][\s\u200b-\u206f]*\d/;

/**
 * The orders that a date fits: with two-digit years a year may come first, so that 26-11-20 fits "ymd" and "dmy". An
 * order does not fit whose day does not exist, lies before 2003 or more than a day after `now` (epoch milliseconds).
 * Null where the text says nothing about the order: a year of four digits in front, a month by name, the same day in
 * every order that fits, a version, a date that fits no order, anything that is not a date and nothing else.
 */
export function orderEvidence(text: string, now: number): readonly DateOrder[] | null {
  const parts = numericDate.exec(text);
  if (parts) return evidenceOf((order) => numericDayIn(order, parts), now);
  if (!threeNumbers.test(text)) return null;
  return evidenceOf((order) => readDayIn(order, text), now);
}

/** What a date means in each order: epoch milliseconds, or null where it cannot be written in it. */
function evidenceOf(dayIn: (order: DateOrder) => number | null, now: number): readonly DateOrder[] | null {
  const fitting: DateOrder[] = [];
  let isOneDay = true;
  let only: number | null = null;
  for (const order of dateOrders) {
    const day = dayIn(order);
    if (day === null || day > now + dayMs) continue;
    isOneDay &&= only === null || only === day;
    only = day;
    fitting.push(order);
  }
  return fitting.length === 0 || (fitting.length > 1 && isOneDay) ? null : fitting;
}

function numericDayIn(order: DateOrder, parts: RegExpExecArray): number | null {
  const [, first = "", separator = "", second = "", third = "", hour] = parts;
  if (first.length > 2 || (third.length !== 2 && third.length !== 4)) return null;
  if (hour === undefined && looksLikeVersion(first, separator, second, third)) return null;
  const day = dayInOrder(first, second, third, order);
  return typeof day === "number" ? day : null;
}

function readDayIn(order: DateOrder, text: string): number | null {
  const reading = readInstant(text, { zone: "UTC", order });
  return "at" in reading ? reading.at : null;
}
