/** Reads from a record when the client was connected. A date proves a connection only where the file says that it is one (rule 19). */

import { isNoDate, readNoDate } from "../cells/cell-words";
import { type InstantReading, readInstant } from "../dates/read-date";
import { dateColumns, type FoundDate } from "./date-columns";
import { type JoinedDates, joinDates } from "./join-dates";
import type { Condition, StatusCell } from "./read-condition";
import type { Cells, Places, RowRules, Told } from "./read-row";

export interface Connections extends JoinedDates {
  /** The first column that should have said when or whether it was connected and could not be read. */
  unreadColumn: number | null;
}

export type ConnectionReader = (cells: Cells, told: Told, condition: Condition) => Connections;

/** The years in which programs begin to count: Windows, SQL Server, Excel, Unix (also west of Greenwich), .NET. */
const zeroDate = /(?<!\d)(?:1601|1753|1899|1900|1969|1970|0001|0000)(?!\d)/;

/**
 * A reader of connections in tables with these columns. Whether a client is connected comes from words; where only the
 * two dates of the Configuration API speak it is connected if it connected after it last disconnected (an empty disconnect
 * date: it never did), but never a passive one, whose connection is not kept up.
 */
export function connectionReader(places: Places, rules: RowRules): ConnectionReader {
  const connects = places.lastConnect ?? [];
  const disconnects = places.lastDisconnect ?? [];
  const seen = places.lastSeen ?? [];
  const accessed = places.lastAccessed ?? [];
  const bothDates = connects.length > 0 && disconnects.length > 0;
  const dates = dateColumns(rules);

  return (cells, told, condition) => {
    const found: FoundDate[] = [];
    let unreadColumn: number | null = null;
    const unread = (column: number) => {
      unreadColumn ??= column;
    };

    /** The instant of a text in a column that decides. */
    function instant(value: string, column: number): FoundDate | null {
      const reading = readInstant(value, dates.rulesOf(column));
      if ("at" in reading) {
        if (!reading.certain && dates.needsZone(column)) told.ask("time_zone", column, value);
        if (dates.isFuture(reading.at)) {
          told.refuse(column, "future_date", value);
          return null;
        }
        const kept = dates.found(value, column, reading);
        found.push(kept);
        return kept;
      }
      complain(reading, value, column);
      return null;
    }

    function complain(reading: Exclude<InstantReading, { at: number }>, value: string, column: number): void {
      // A zero date is what a program writes for "never"; any other date that cannot be was meant to be another.
      if (!zeroDate.test(value)) unread(column);
      if ("ambiguous" in reading) told.ask("date_order", column, value);
      else if (reading.why === "implausible") told.notice(column, "implausible_date", value);
      else if (reading.why === "order")
        told.refuse(column, "wrong_date_order", value, { order: rules.order ?? "" });
      else told.refuse(column, reading.why === "impossible" ? "impossible_date" : "unreadable_date", value);
    }

    /** The newest date of these columns, `until` the latest that any of them may mean; whether one of them could not be read or says that nobody knows. */
    function newestOf(columns: readonly number[]): { date: FoundDate | null; isUnread: boolean } {
      let date: FoundDate | null = null;
      let isUnread = false;
      for (const column of columns) {
        const value = cells.oneLine(column);
        if (cells.isMissing(column)) {
          unread(column);
          isUnread = true;
          continue;
        }
        const none = readNoDate(value);
        if (none === "unknown") isUnread = true;
        if (none !== null) continue;
        const one = instant(value, column);
        if (one === null) isUnread = true;
        else if (date === null) date = one;
        else date = { ...(one.at > date.at ? one : date), until: Math.max(one.until, date.until) };
      }
      return { date, isUnread };
    }

    const isOtherwiseTold = condition.statuses.some(
      ({ reading }) => reading.understood || reading.dateProves,
    );

    /** A date beside a word of connection; any other is told, shown and not used. */
    function datedStatus({ column, value, reading }: StatusCell): FoundDate | null {
      const { dateText } = reading;
      if (dateText !== null && reading.dateProves) return instant(dateText, column);
      if (!reading.understood) {
        unread(column);
        const isDate = dateText !== null && isReadable(dateText, column);
        if (isDate) told.notice(column, "unproven_date", value);
        else if (hasDates() || isOtherwiseTold || readNoDate(value) === "unknown")
          told.notice(column, "unread_word", value);
        else told.refuse(column, "unreadable_status", value);
      } else if (dateText !== null && isReadable(dateText, column))
        told.notice(column, "unproven_date", value);
      return null;
    }

    function isReadable(text: string, column: number): boolean {
      const reading = readInstant(text, dates.rulesOf(column));
      return "at" in reading || "ambiguous" in reading;
    }

    function hasDates(): boolean {
      return [...connects, ...disconnects, ...seen, ...accessed].some((column) => {
        const value = cells.oneLine(column);
        return value !== "" && !isNoDate(value);
      });
    }

    /** Decides nothing: a word in its place is told. */
    function accessedAt(): FoundDate | null {
      let newest: FoundDate | null = null;
      for (const column of accessed) {
        const value = cells.oneLine(column);
        if (value === "" || isNoDate(value)) continue;
        const reading = readInstant(value, dates.rulesOf(column));
        if (!("at" in reading) || dates.isFuture(reading.at)) {
          told.notice(column, "unread_cell", value);
          continue;
        }
        if (newest === null || reading.at > newest.at) newest = dates.found(value, column, reading);
      }
      return newest;
    }

    const connect = newestOf(connects);
    const disconnect = newestOf(disconnects);
    const lastSeen = newestOf(seen);
    const said = condition.statuses.map(datedStatus).find((each) => each !== null) ?? null;
    const access = accessedAt();
    for (const column of places.online ?? []) {
      if (condition.saysOnline === null && cells.oneLine(column) !== "") unread(column);
    }
    const datesTell = bothDates && condition.datesMayTell && !connect.isUnread && !disconnect.isUnread;
    const joined = joinDates(
      { found, connect: connect.date, disconnect: disconnect.date, seen: lastSeen.date, said, access },
      condition.saysOnline,
      datesTell,
    );
    return { ...joined, unreadColumn };
  };
}
