/** Reads from a record when the client was connected. A date proves a connection only where the file says that it is one (rule 19). */

import { isNoDate, readNoDate } from "../cells/cell-words";
import { latestMeaning } from "../dates/latest-meaning";
import { type DateRules, type InstantReading, readInstant } from "../dates/read-date";
import type { Condition, StatusCell } from "./read-condition";
import type { Cells, Places, RowRules, Told } from "./read-row";

/** Instants in epoch milliseconds. */
export interface Connections {
  /** The latest dated connection: connect date, disconnect date, a date beside a word of connection. */
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  earliestAt: number | null;
  newestAt: number | null;
  newestIsLocal: boolean;
  /** The first column that should have said when or whether it was connected and could not be read. */
  unreadColumn: number | null;
}

export type ConnectionReader = (cells: Cells, told: Told, condition: Condition) => Connections;

/** A date as found: a local one was placed by the zone assumed for the file. */
interface Found {
  at: number;
  /** The latest instant it may mean. */
  until: number;
  isLocal: boolean;
}

/** The years in which programs begin to count: Windows, SQL Server, Excel, Unix (also west of Greenwich), .NET. */
const zeroDate = /(?<!\d)(?:1601|1753|1899|1900|1969|1970|0001|0000)(?!\d)/;

const futureToleranceMs = 5 * 60_000;

/**
 * A reader of connections in tables with these columns. Whether a client is connected comes from words; where only the
 * two dates of the Configuration API speak it is connected if it connected after it last disconnected (an empty disconnect
 * date: it never did), but never a passive one, whose connection is not kept up.
 */
export function connectionReader(places: Places, rules: RowRules): ConnectionReader {
  const { table } = rules;
  const connects = places.lastConnect ?? [];
  const disconnects = places.lastDisconnect ?? [];
  const seen = places.lastSeen ?? [];
  const accessed = places.lastAccessed ?? [];
  const bothDates = connects.length > 0 && disconnects.length > 0;
  const dateRules = table.columns.map(
    (_, column): DateRules => ({
      zone: table.zones[column] ?? rules.zone,
      order: rules.order,
      now: rules.now,
    }),
  );
  const anyRules: DateRules = { zone: rules.zone, order: rules.order, now: rules.now };

  /** Times of an API script are those of some PC, and some words name several zones: only a person can tell. */
  function needsZone(column: number): boolean {
    return (
      table.zones[column] == null && (table.apiFields[column] === true || table.unclearZones[column] != null)
    );
  }

  return (cells, told, condition) => {
    const found: Found[] = [];
    let unreadColumn: number | null = null;
    const unread = (column: number) => {
      unreadColumn ??= column;
    };

    /** The instant of a text in a column that decides. */
    function instant(value: string, column: number): Found | null {
      const reading = readInstant(value, dateRules[column] ?? anyRules);
      if ("at" in reading) {
        if (!reading.certain && !rules.zoneStated && needsZone(column)) told.ask("time_zone", column, value);
        if (reading.at > rules.now + futureToleranceMs) {
          told.refuse(column, "future_date", value);
          return null;
        }
        const isLocal = !reading.certain && table.zones[column] == null;
        const zone = reading.certain ? null : (dateRules[column] ?? anyRules).zone;
        const kept = { at: reading.at, until: latestMeaning(value, reading.at, zone), isLocal };
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
    function newestOf(columns: readonly number[]): { date: Found | null; isUnread: boolean } {
      let date: Found | null = null;
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
    function datedStatus({ column, value, reading }: StatusCell): Found | null {
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
      const reading = readInstant(text, dateRules[column] ?? anyRules);
      return "at" in reading || "ambiguous" in reading;
    }

    function hasDates(): boolean {
      return [...connects, ...disconnects, ...seen, ...accessed].some((column) => {
        const value = cells.oneLine(column);
        return value !== "" && !isNoDate(value);
      });
    }

    /** Decides nothing: a word in its place is told. */
    function accessedAt(): Found | null {
      let newest: Found | null = null;
      for (const column of accessed) {
        const value = cells.oneLine(column);
        if (value === "" || isNoDate(value)) continue;
        const reading = readInstant(value, dateRules[column] ?? anyRules);
        if (!("at" in reading) || reading.at > rules.now + futureToleranceMs) {
          told.notice(column, "unread_cell", value);
          continue;
        }
        const isLocal = !reading.certain && table.zones[column] == null;
        if (newest === null || reading.at > newest.at)
          newest = { at: reading.at, until: reading.at, isLocal };
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
    const online =
      condition.saysOnline ??
      (datesTell ? onlineByDates(connect.date?.at ?? null, disconnect.date?.until ?? null) : null);
    const all = access === null ? found : [...found, access];
    const newest = all.reduce<Found | null>((a, b) => (a === null || b.at > a.at ? b : a), null);
    const from = condition.saysOnline === true && said !== null ? said.at : null;
    return {
      connectedAt: latest([connect.date, disconnect.date, lastSeen.date, said]),
      connectedFromAt: latest([connect.date, from === null ? null : said]),
      online,
      earliestAt: all.length === 0 ? null : Math.min(...all.map(({ at }) => at)),
      newestAt: newest?.at ?? null,
      newestIsLocal: newest?.isLocal ?? false,
      unreadColumn,
    };
  };
}

/**
 * API rule (Configuration API spec): no disconnect date means that it never disconnected. `disconnectUntil`: one that may
 * lie after the connect proves no connection.
 */
function onlineByDates(connectAt: number | null, disconnectUntil: number | null): boolean | null {
  if (connectAt === null) return disconnectUntil === null ? null : false;
  return disconnectUntil === null || connectAt > disconnectUntil;
}

function latest(found: readonly (Found | null)[]): number | null {
  let best: number | null = null;
  for (const one of found) if (one !== null && (best === null || one.at > best)) best = one.at;
  return best;
}
