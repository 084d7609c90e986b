/** Finds the time in a file's name, to be offered (never taken) as the time at which the list was made. */

import { zoneTimes } from "./local-time";

const dayMs = 86_400_000;
const stamp =
  /(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_ T.](\d\d)[-_.:h]?(\d\d)(?:[-_.:m]?(\d\d))?)?(?!\d)/;

/**
 * The instant that a name like `jump-clients-2026-11-21_0930.csv` or `export_20261121.csv` states, read in `zone`; a day
 * alone is its first instant. Null where there is none, or it lies after `now` (epoch milliseconds).
 */
export function timeInFileName(fileName: string, zone: string, now: number): number | null {
  const found = stamp.exec(fileName.slice(0, 255));
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((text) => (text === undefined ? 0 : Number(text)));
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  const isReal = new Date(local).getUTCMonth() === (month ?? 1) - 1 && (hour ?? 0) < 24 && (minute ?? 0) < 60;
  if (!isReal) return null;
  const times = zoneTimes(zone);
  const at =
    found[4] === undefined ? times.startOfDay(Math.floor(local / dayMs) * dayMs) : times.instantOf(local);
  return at <= now ? at : null;
}
