/** How the dates of each column of a table are placed in time. */

import { latestMeaning } from "../dates/latest-meaning";
import type { DateRules } from "../dates/read-date";
import type { RowRules } from "./read-row";

/** A date as found, in epoch milliseconds: a local one was placed by the zone assumed for the file. */
export interface FoundDate {
  at: number;
  /** The latest instant it may mean. */
  until: number;
  isLocal: boolean;
}

export interface DateColumns {
  rulesOf(column: number): DateRules;
  /** True where a date without an offset must be asked about: nobody said which zone it is in, and the column leaves it open. */
  needsZone(column: number): boolean;
  /** Later than a list can be, by the clock that received it. */
  isFuture(at: number): boolean;
  found(value: string, column: number, reading: { at: number; certain: boolean }): FoundDate;
}

const futureToleranceMs = 5 * 60_000;

/** The dates of a table: each column's zone is its heading's, else that of the rules. */
export function dateColumns(rules: RowRules): DateColumns {
  const { table, order, now } = rules;
  const ofColumns = table.columns.map(
    (_, column): DateRules => ({ zone: table.zones[column] ?? rules.zone, order, now }),
  );
  const others: DateRules = { zone: rules.zone, order, now };
  const rulesOf = (column: number) => ofColumns[column] ?? others;

  return {
    rulesOf,
    // Times of an API script are those of some PC, and some words name several zones: only a person can tell.
    needsZone: (column) =>
      !rules.zoneStated &&
      table.zones[column] == null &&
      (table.apiFields[column] === true || table.unclearZones[column] != null),
    isFuture: (at) => at > now + futureToleranceMs,
    found: (value, column, { at, certain }) => ({
      at,
      until: latestMeaning(value, at, certain ? null : rulesOf(column).zone),
      isLocal: !certain && table.zones[column] == null,
    }),
  };
}
