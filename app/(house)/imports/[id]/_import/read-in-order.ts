/** Shows a numeric date of a file as each order would read it. */
import { exactText } from "@/app/_components/instant-text";
import { readInstant } from "@/lib/intake/export-file/read-date";

/** A numeric date with whatever time follows it. */
const dateInText = /\d{1,4}([/.-])\d{1,2}\1\d{1,4}.*$/;

/** "3 Apr 2026, 14:02" in `zone`, or null where the text holds no such date in that order. */
export function readAs(order: "dmy" | "mdy", text: string, zone: string): string | null {
  const date = dateInText.exec(text)?.[0];
  if (date === undefined) return null;
  const dayOnly = /^[\d/.-]+/.exec(date)?.[0] ?? date;
  for (const candidate of [date, dayOnly]) {
    const reading = readInstant(candidate, { zone, order });
    if ("at" in reading) return exactText(reading.at, zone, "en");
  }
  return null;
}
