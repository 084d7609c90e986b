/** Turns the numbers of a written date into a day and a time of day, without ever guessing the order of day and month. */

/** Local midnight of a day as if it were in UTC, in epoch milliseconds. */
export type DayMs = number;

export type DateOrder = "ymd" | "dmy" | "mdy";

/**
 * Why numbers are no day. `ambiguous`: several orders fit with different results. `order`: it is a day, but only in
 * another order than the one given. `implausible`: a year before 2003. `impossible`: no such day.
 */
export type DayFault = "ambiguous" | "order" | "implausible" | "impossible" | "unreadable";

export const dateOrders: readonly DateOrder[] = ["ymd", "dmy", "mdy"];

/** The product began in 2003: earlier dates are the zero dates of programs (1601, 1899, 1970 …) or parts of something else. */
const firstYear = 2_003;
export const firstPlausibleAt = Date.UTC(firstYear, 0, 1);

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * The day of a numeric date as it was written, part by part. Four digits first are always year, month, day. With
 * `order` null a date that several orders fit is `ambiguous`; two digits may then be a year in front as well.
 */
export function numericDay(
  first: string,
  second: string,
  third: string,
  order: DateOrder | null,
): DayMs | DayFault {
  if (first.length === 4) {
    return third.length > 2 ? "unreadable" : dayAsUtc(whole(first), whole(second), whole(third));
  }
  if (first.length === 3 || third.length === 3 || third.length === 1) return "unreadable";
  if (order === null) return onlyDay(first, second, third);
  const day = dayInOrder(first, second, third, order);
  if (typeof day === "number" || day === "implausible") return day;
  const others = dateOrders.map((other) => dayInOrder(first, second, third, other));
  if (others.some((other) => typeof other === "number")) return "order";
  return others.includes("implausible") ? "implausible" : "impossible";
}

/** The day of a date whose month is named. Two-digit years are of this century. */
export function namedDay(year: string, month: string, day: string): DayMs | DayFault {
  return dayAsUtc(fullYear(year), whole(month), whole(day));
}

/** The day that a numeric date without four digits in front means in one order. */
export function dayInOrder(first: string, second: string, third: string, order: DateOrder): DayMs | DayFault {
  const a = whole(first);
  const b = whole(second);
  if (order === "ymd") {
    if (third.length !== 2 || first.length !== 2) return "impossible";
    return dayAsUtc(fullYear(first), b, whole(third));
  }
  const year = fullYear(third);
  return order === "dmy" ? dayAsUtc(year, b, a) : dayAsUtc(year, a, b);
}

/**
 * Versions look like dates: "24.3.4", "25.3.10", "2026.2.1". Numbers with full stops and no time behind them are a
 * date only where the year has four digits and stands last, or where every part is padded.
 */
export function looksLikeVersion(first: string, separator: string, second: string, third: string): boolean {
  return (
    separator === "." && third.length < 4 && (first.length === 1 || second.length === 1 || third.length === 1)
  );
}

/** Milliseconds since midnight, or null for an hour that does not exist. `half` begins with a or p. */
export function timeOfDay(
  hourText: string,
  minuteText: string | undefined,
  secondText: string | undefined,
  fractionText: string | undefined,
  half: string | undefined,
): number | null {
  let hour = whole(hourText);
  const minute = minuteText === undefined ? 0 : whole(minuteText);
  const second = secondText === undefined ? 0 : whole(secondText);
  if (minute > 59 || second > 59) return null;
  if (half !== undefined) {
    const isAfternoon = half.toLowerCase() === "p";
    if (hour > 23 || (hour > 12 && !isAfternoon)) return null;
    hour = (hour % 12) + (isAfternoon ? 12 : 0);
  } else if (hour > 23) return null;
  const millisecond = fractionText === undefined ? 0 : whole(fractionText.padEnd(3, "0").slice(0, 3));
  return ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
}

/** The one day that all fitting orders agree on. */
function onlyDay(first: string, second: string, third: string): DayMs | DayFault {
  const dmy = dayInOrder(first, second, third, "dmy");
  const mdy = dayInOrder(first, second, third, "mdy");
  const either = agreed(dmy, mdy);
  return third.length === 2 ? agreed(either, dayInOrder(first, second, third, "ymd")) : either;
}

function agreed(one: DayMs | DayFault, other: DayMs | DayFault): DayMs | DayFault {
  if (one === other || one === "ambiguous") return one;
  if (typeof one === "number") return typeof other === "number" ? "ambiguous" : one;
  if (typeof other === "number") return other;
  return one === "implausible" ? one : other;
}

function dayAsUtc(year: number, month: number, day: number): DayMs | DayFault {
  if (year < firstYear) return "implausible";
  return dayExists(year, month, day) ? Date.UTC(year, month - 1, day) : "impossible";
}

function dayExists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (monthDays[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Two digits are a year of this century; from 69 on they are of the last one, where zero dates stand (POSIX). */
function fullYear(digits: string): number {
  const year = whole(digits);
  if (digits.length !== 2) return year;
  return year < 69 ? 2_000 + year : 1_900 + year;
}

/** The value of a few digits; many millions of them are read, and `Number` takes several times as long. */
function whole(digits: string): number {
  let value = 0;
  for (let index = 0; index < digits.length; index++) value = value * 10 + digits.charCodeAt(index) - 48;
  return value;
}
