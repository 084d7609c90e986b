/** Reads from a record in what condition the client is: needs an update or not, connection type, available or not, lost. */

import type { Availability, ConnectionType } from "@/lib/core/client";
import { isNoValue, readConnectionType, readUnavailableReason, readYesNo } from "../cells/cell-words";
import { oneLine } from "../cells/clean-text";
import { readStatus, type StatusReading } from "../status/read-status";
import type { Cells, Places, Told } from "./read-row";

/** A status text with the column it stands in. */
export interface StatusCell {
  column: number;
  value: string;
  reading: StatusReading;
}

export interface Condition {
  needsUpdate: boolean | null;
  /** The update need could not be read: nothing in this row proves a check-in. */
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  isLost: boolean;
  /** Connected when the list was made, by words or a yes/no column; null: it does not say. */
  saysOnline: boolean | null;
  /** The two API dates may not tell whether it is connected: a word that could say so was unreadable, or the client keeps no connection up. */
  datesMayTell: boolean;
  /** The status texts, the more detailed column first. */
  statuses: readonly StatusCell[];
}

/** Three readings of a cell: a value, nothing said (`null`), or words that nobody can read. */
type Reading<T> = T | null | "unread";

const severest = ["uninstalled", "disabled", "available"] as const;

/** A reader of conditions in tables with these columns. Of several columns of one meaning, the one that claims less wins. */
export function conditionReader(places: Places): (cells: Cells, told: Told) => Condition {
  const statusColumns = [...(places.statusDetails ?? []), ...(places.status ?? [])];

  return (cells, told) => {
    function word<T>(column: number, read: (text: string) => T | null): Reading<T> {
      if (cells.isMissing(column)) return "unread";
      const value = cells.oneLine(column);
      if (value === "") return null;
      const known = read(value);
      if (known !== null) return known;
      if (isNoValue(value)) return null;
      told.notice(column, "unread_word", value);
      return "unread";
    }

    function words<T>(
      columns: readonly number[] | undefined,
      read: (text: string) => T | null,
    ): Reading<T>[] {
      return (columns ?? []).map((column) => word(column, read));
    }

    const statuses = statusColumns.flatMap((column): StatusCell[] => {
      const value = clauses(cells.text(column));
      return value === "" || isNoValue(value) ? [] : [{ column, value, reading: readStatus(value) }];
    });
    const statusMissing = statusColumns.some((column) => cells.isMissing(column));
    const statusUnread = statusMissing || statuses.some(({ reading }) => !isUnderstood(reading));

    const needs = words(places.needsUpdate, readYesNo);
    const saysNeed = needs.includes(true) || statuses.some(({ reading }) => reading.needsUpdate === true);
    const mayHideNeed = needs.includes("unread") || (statusUnread && !needs.includes(false));

    const types = words(places.connectionType, readConnectionType);
    const type = types.find((each) => each === "active" || each === "passive") ?? null;
    const reasons = words(places.unavailableReason, readUnavailableReason);
    const claims = [
      ...types.filter((each) => each === "uninstalled"),
      ...reasons,
      ...statuses.map(({ reading }) => reading.availability),
    ];
    const availability = severest.find((condition) => claims.includes(condition)) ?? null;

    const yesNo = words(places.online, (value) => readYesNo(value) ?? readStatus(value).online);
    const stated = statuses.map(({ reading }) => reading.online).filter((said) => said !== null);
    const saysOnline = both([...stated, ...yesNo.filter((each) => each !== null)]);
    const isUpheld = type !== "passive" && availability !== "uninstalled";
    const isUnread =
      statusUnread || yesNo.includes("unread") || types.includes("unread") || reasons.includes("unread");

    return {
      needsUpdate: saysNeed
        ? true
        : mayHideNeed
          ? null
          : ((needs.find((each) => each === false) as false) ?? null),
      needsUpdateUnread: !saysNeed && mayHideNeed,
      connectionType: type === "active" || type === "passive" ? type : null,
      availability,
      isLost: words(places.isLost, readYesNo).includes(true) || statuses.some(({ reading }) => reading.lost),
      saysOnline,
      datesMayTell: isUpheld && !isUnread,
      statuses,
    };
  };
}

/** What stands on lines of its own in a cell is a clause of its own: a date in one of them says nothing about the others. */
export function clauses(text: string): string {
  if (!text.includes("\n")) return oneLine(text);
  return text
    .split("\n")
    .map((line) => oneLine(line).trim())
    .filter((line) => line !== "")
    .join("; ");
}

/** A date alone in a status column needs no words. */
export function isUnderstood({ understood, dateProves }: StatusReading): boolean {
  return understood || dateProves;
}

/** What several columns say together: they must agree, and one that cannot be read leaves it open. */
function both(readings: readonly Reading<boolean>[]): boolean | null {
  if (readings.includes(false)) return false;
  return readings.includes("unread") ? null : readings.includes(true) ? true : null;
}
