/** Decides from the dates of a row, and from what its words say, when the client was connected and whether it is. */

import type { FoundDate } from "./date-columns";

/** The dates of one row. */
export interface RowDates {
  /** Every date of a connection, in the order in which the columns are read. */
  found: readonly FoundDate[];
  /** The newest of the columns of each meaning; null: none. */
  connect: FoundDate | null;
  disconnect: FoundDate | null;
  seen: FoundDate | null;
  /** The one beside a word of connection. */
  said: FoundDate | null;
  access: FoundDate | null;
}

/** Instants in epoch milliseconds. */
export interface JoinedDates {
  /** The latest dated connection: connect date, disconnect date, a date beside a word of connection. */
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  earliestAt: number | null;
  newestAt: number | null;
  newestIsLocal: boolean;
}

/**
 * `saysOnline`: what words say; null: nothing. `datesTell`: the table has both dates of the Configuration API, and nothing in
 * the row forbids to go by them.
 */
export function joinDates(dates: RowDates, saysOnline: boolean | null, datesTell: boolean): JoinedDates {
  const { found, connect, disconnect, seen, said, access } = dates;
  let earliest: FoundDate | null = access;
  let newest: FoundDate | null = null;
  for (const date of found) {
    if (earliest === null || date.at < earliest.at) earliest = date;
    if (newest === null || date.at > newest.at) newest = date;
  }
  if (access !== null && (newest === null || access.at > newest.at)) newest = access;
  const from = saysOnline === true ? said : null;
  return {
    connectedAt: later(later(connect, disconnect), later(seen, said))?.at ?? null,
    connectedFromAt: later(connect, from)?.at ?? null,
    online: saysOnline ?? (datesTell ? onlineByDates(connect?.at ?? null, disconnect?.until ?? null) : null),
    earliestAt: earliest?.at ?? null,
    newestAt: newest?.at ?? null,
    newestIsLocal: newest?.isLocal ?? false,
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

function later(one: FoundDate | null, other: FoundDate | null): FoundDate | null {
  if (one === null || other === null) return one ?? other;
  return other.at > one.at ? other : one;
}
