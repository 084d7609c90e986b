/** Weekdays as ISO numbers them, 1 is Monday. */
export const isoWeekdays = [1, 2, 3, 4, 5, 6, 7] as const;

const dayMs = 86_400_000;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1);

/** "Mon" */
export function weekdayName(day: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(
    monday + (day - 1) * dayMs,
  );
}

/** "Mon–Fri, Sun" */
export function weekdayNames(days: readonly number[], locale: string): string {
  const runs: number[][] = [];
  for (const day of [...days].sort()) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => {
      const names = run.map((day) => weekdayName(day, locale));
      return names.length > 2 ? `${names[0]}–${names.at(-1)}` : names.join(", ");
    })
    .join(", ");
}
