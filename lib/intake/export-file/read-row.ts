/** Turns the cells of one record into a row of facts, or into the reason why it cannot be taken. */

import {
  type Availability,
  type ClientKind,
  type ConnectionType,
  isIpAddress,
  normaliseHost,
  shortHost,
} from "@/lib/core/client";
import { isNoDate, readConnectionType, readKind, readUnavailableReason, readYesNo } from "./cell-words";
import { capAttribute, cleanCell, cut, oneLine } from "./clean-text";
import type { Field } from "./heading-words";
import { type DateOrder, type DateRules, orderEvidence, readInstant } from "./read-date";
import { readStatus, type StatusReading } from "./read-status";
import type { ExportRow, MessageParams, RejectCode } from "./row";

export interface RowRules {
  /** Column names as the file has them (blank and repeated ones made distinct). */
  names: readonly string[];
  columns: readonly (Field | null)[];
  zone: string;
  order: DateOrder | null;
  defaultKind: ClientKind;
  /** Epoch milliseconds; dates more than five minutes after it are refused. */
  now: number;
}

export type RowReading =
  | { row: ExportRow }
  | { reject: { column: string | null; code: RejectCode; params: MessageParams } }
  | { ambiguousDate: { column: string; value: string } };

/** Reads rows of one table: `readRow(cells, line)`. Cells beyond the headings must be gone already. */
export type RowReader = (cells: readonly string[], line: number) => RowReading;

const futureToleranceMs = 5 * 60_000;
const nameChars = 500;

/** Keys under which known fields are kept as attributes; fields with a place of their own in the row have none. */
const attributeKeys: Partial<Record<Field, string>> = {
  groupId: "jump_group_id",
  groupType: "jump_group_type",
  operatingSystem: "operating_system",
  publicIp: "public_ip",
  privateIp: "private_ip",
  ipAddress: "ip_address",
  consoleUser: "console_user",
  tag: "tag",
  comments: "comments",
  domain: "domain",
  workgroup: "workgroup",
  version: "version",
  publicSiteAddress: "public_site_address",
  jumpPolicyId: "jump_policy_id",
  installMode: "install_mode",
  isQuiet: "is_quiet",
  expirationAt: "expiration_timestamp",
  customerClientStartMode: "customer_client_start_mode",
  maxOfflineMinutes: "max_offline_minutes",
  jumpointProxy: "jumpoint_proxy",
  unattendedSessionPolicyId: "unattended_session_policy_id",
  attendedSessionPolicyId: "attended_session_policy_id",
  statusDetails: "status_details",
  status: "status",
  lastAccessed: "last_accessed",
};
const lostKey = "lost";

/**
 * A reader for tables with these columns. Rules: the last connection is the latest of connect date,
 * disconnect date and date in the status details. Whether a row is online comes from its words; where only
 * the two dates speak (Configuration API), a client is online if it connected after it last disconnected,
 * but never a passive one, whose connection is not kept up.
 */
export function rowReader(rules: RowRules): RowReader {
  const places = placesOf(rules.columns);
  const attributes = attributeColumns(rules);
  const datesTellOnline = places.lastConnect !== undefined && places.lastDisconnect !== undefined;

  function dateRulesOf(column: number): DateRules {
    // A heading like "Last Connect (UTC)" overrules the zone of the file.
    const zone = /\b(?:utc|gmt)\b/i.test(rules.names[column] ?? "") ? "UTC" : rules.zone;
    return { zone, order: rules.order };
  }
  const dateRules = rules.columns.map((_, column) => dateRulesOf(column));
  /** The first reason found against the record being read. */
  let refused: RowReading | null = null;

  function cell(cells: readonly string[], column: number | undefined): string {
    return column === undefined ? "" : cleanCell(cells[column] ?? "");
  }

  function text(cells: readonly string[], column: number | undefined): string | null {
    const value = cell(cells, column);
    return value === "" ? null : cut(oneLine(value), nameChars);
  }

  function instant(value: string, column: number): number | null {
    if (value === "" || isNoDate(value)) return null;
    const reading = readInstant(value, dateRules[column] ?? rules);
    if ("at" in reading) {
      if (reading.at > rules.now + futureToleranceMs) return refuse("future_date", column, value);
      return reading.at;
    }
    if ("ambiguous" in reading) {
      refused ??= { ambiguousDate: { column: rules.names[column] ?? "", value: cut(value, 200) } };
      return null;
    }
    if (reading.why === "order")
      return refuse("wrong_date_order", column, value, { order: rules.order ?? "" });
    return refuse(reading.why === "impossible" ? "impossible_date" : "unreadable_date", column, value);
  }

  function refuse(code: RejectCode, column: number, value: string, more: MessageParams = {}): null {
    const name = rules.names[column] ?? "";
    refused ??= { reject: { column: name, code, params: { column: name, value: cut(value, 200), ...more } } };
    return null;
  }

  /** Without any date a row rests on its status alone: one that nobody can read must not pass as "nothing is known". */
  function refuseUnreadStatus(cells: readonly string[], details: StatusReading, status: StatusReading): void {
    if (details.understood || status.understood) return;
    for (const column of [places.statusDetails, places.status]) {
      const value = oneLine(cell(cells, column));
      if (column === undefined || value === "" || isNoDate(value)) continue;
      refuse("unreadable_status", column, value);
      return;
    }
  }

  function dateCell(cells: readonly string[], column: number | undefined): number | null {
    return column === undefined ? null : instant(oneLine(cell(cells, column)), column);
  }

  function readKindCell(cells: readonly string[]): ClientKind {
    const value = cell(cells, places.kind);
    if (value === "" || places.kind === undefined) return rules.defaultKind;
    const kind = readKind(value);
    if (kind === null) refuse("unknown_kind", places.kind, oneLine(value));
    return kind ?? rules.defaultKind;
  }

  function read(cells: readonly string[], line: number): ExportRow {
    const kind = readKindCell(cells);
    const vendorId = text(cells, places.vendorId);
    const name = text(cells, places.name);
    const { hostname, fqdn } = hostsOf(text(cells, places.hostname), text(cells, places.fqdn));
    if (vendorId === null && name === null && hostname === null && fqdn === null) {
      refused ??= { reject: { column: null, code: "no_identity", params: {} } };
    }

    const details = readStatus(oneLine(cell(cells, places.statusDetails)));
    const status = readStatus(oneLine(cell(cells, places.status)));
    const detailsAt = details.dateText === null ? null : instant(details.dateText, places.statusDetails ?? 0);
    const statusAt =
      places.statusDetails !== undefined || status.dateText === null
        ? null
        : instant(status.dateText, places.status ?? 0);
    const saidAt = detailsAt ?? statusAt;
    const connectAt = dateCell(cells, places.lastConnect);
    const disconnectAt = dateCell(cells, places.lastDisconnect);
    const accessedAt = dateCell(cells, places.lastAccessed);

    const { connectionType, availability } = conditionOf(cells, details, status);
    const said = details.online ?? status.online ?? yesNo(cells, places.online);
    const isUpheld = connectionType !== "passive" && availability !== "uninstalled";
    const online = said ?? (datesTellOnline && isUpheld ? onlineByDates(connectAt, disconnectAt) : null);

    const newestAt = latest(connectAt, disconnectAt, saidAt, accessedAt);
    if (newestAt === null) refuseUnreadStatus(cells, details, status);

    const isLost = details.lost || status.lost || yesNo(cells, places.isLost) === true;
    const kept = keptAttributes(cells);
    if (isLost) kept[lostKey] = "true";
    return {
      line,
      kind,
      vendorId,
      name,
      hostname,
      fqdn,
      group: text(cells, places.group) ?? text(cells, places.groupId),
      connectedAt: latest(connectAt, disconnectAt, saidAt, null),
      connectedFromAt: latest(connectAt, said === true ? saidAt : null, null, null),
      online,
      earliestAt: earliest(connectAt, disconnectAt, saidAt, accessedAt),
      newestAt,
      needsUpdate: yesNo(cells, places.needsUpdate) ?? details.needsUpdate ?? status.needsUpdate,
      connectionType,
      availability,
      attributes: kept,
    };
  }

  function yesNo(cells: readonly string[], column: number | undefined): boolean | null {
    if (column === undefined) return null;
    const value = cell(cells, column);
    return value === "" ? null : readYesNo(value);
  }

  function conditionOf(
    cells: readonly string[],
    details: StatusReading,
    status: StatusReading,
  ): { connectionType: ConnectionType | null; availability: Availability | null } {
    const typed =
      places.connectionType === undefined ? null : readConnectionType(cell(cells, places.connectionType));
    const reason =
      places.unavailableReason === undefined
        ? null
        : readUnavailableReason(cell(cells, places.unavailableReason));
    const claims = [
      typed === "uninstalled" ? typed : null,
      reason,
      details.availability,
      status.availability,
    ];
    const availability =
      (["uninstalled", "disabled", "available"] as const).find((condition) => claims.includes(condition)) ??
      null;
    return { connectionType: typed === "uninstalled" ? null : typed, availability };
  }

  function keptAttributes(cells: readonly string[]): Record<string, string> {
    const kept: Record<string, string> = {};
    for (const { column, key } of attributes) {
      const raw = cells[column];
      if (raw === undefined || raw === "") continue;
      const value = capAttribute(cleanCell(raw));
      if (value !== "") kept[key] = value;
    }
    return kept;
  }

  return (cells, line) => {
    refused = null;
    const row = read(cells, line);
    return refused ?? { row };
  };
}

/** What the date columns of a record say about the order of day and month, one entry per date found. */
export function orderEvidenceOf(
  cells: readonly string[],
  columns: readonly (Field | null)[],
): { evidence: "dmy" | "mdy" | "ambiguous"; value: string }[] {
  const found: { evidence: "dmy" | "mdy" | "ambiguous"; value: string }[] = [];
  for (let column = 0; column < columns.length; column++) {
    const field = columns[column];
    if (field == null || !dateFields.has(field)) continue;
    const value = cells[column] ?? "";
    if (value.length < 6) continue;
    const evidence = orderEvidence(value);
    if (evidence !== null) found.push({ evidence, value: oneLine(cleanCell(value)).slice(0, 100) });
  }
  return found;
}

const dateFields: ReadonlySet<Field> = new Set<Field>([
  "statusDetails",
  "status",
  "lastConnect",
  "lastDisconnect",
  "lastAccessed",
]);

function placesOf(columns: readonly (Field | null)[]): Partial<Record<Field, number>> {
  const places: Partial<Record<Field, number>> = {};
  columns.forEach((field, index) => {
    if (field !== null) places[field] ??= index;
  });
  return places;
}

/** Columns kept as attributes: unknown ones under their heading, never under a key that a known field uses. */
function attributeColumns(rules: RowRules): { column: number; key: string }[] {
  const kept: { column: number; key: string }[] = [];
  const taken = new Set<string>([lostKey]);
  rules.columns.forEach((field, column) => {
    const key = field === null ? undefined : attributeKeys[field];
    if (key !== undefined) {
      kept.push({ column, key });
      taken.add(key);
    } else if (field === "unavailableReason" || field === "connectionType" || field === "needsUpdate") {
      // What these cells say goes into the row; their own words stay visible for those it could not read.
      kept.push({ column, key: rawKeys[field] });
      taken.add(rawKeys[field]);
    }
  });
  rules.columns.forEach((field, column) => {
    if (field !== null) return;
    const name = cut(rules.names[column] ?? `column ${column + 1}`, 200);
    let key = name;
    for (let copy = 2; taken.has(key); copy++) key = `${name} (${copy})`;
    taken.add(key);
    kept.push({ column, key });
  });
  return kept;
}

const rawKeys = {
  unavailableReason: "unavailable_reason",
  connectionType: "connection_type",
  needsUpdate: "needs_update",
} as const;

/** Host names in lower case without a final dot; a dotted host name is an FQDN, an address stays as it is. */
function hostsOf(host: string | null, full: string | null): { hostname: string | null; fqdn: string | null } {
  let hostname = host === null ? null : plainHost(host);
  let fqdn = full === null ? null : plainHost(full);
  if (fqdn !== null && (isIpAddress(fqdn) || !fqdn.includes("."))) {
    hostname ??= fqdn;
    fqdn = null;
  }
  if (hostname?.includes(".") && !isIpAddress(hostname) && !hostname.includes(" ")) {
    fqdn ??= hostname;
    hostname = shortHost(hostname);
  }
  return { hostname: hostname ?? (fqdn === null ? null : shortHost(fqdn)), fqdn };
}

function plainHost(text: string): string | null {
  const host = normaliseHost(text);
  return host === "" ? null : host;
}

/** API rule (Configuration API spec): no disconnect date means that it never disconnected. */
function onlineByDates(connectAt: number | null, disconnectAt: number | null): boolean | null {
  if (connectAt === null) return disconnectAt === null ? null : false;
  return disconnectAt === null || connectAt > disconnectAt;
}

function latest(a: number | null, b: number | null, c: number | null, d: number | null): number | null {
  let best = a;
  if (b !== null && (best === null || b > best)) best = b;
  if (c !== null && (best === null || c > best)) best = c;
  if (d !== null && (best === null || d > best)) best = d;
  return best;
}

function earliest(a: number | null, b: number | null, c: number | null, d: number | null): number | null {
  let best = a;
  if (b !== null && (best === null || b < best)) best = b;
  if (c !== null && (best === null || c < best)) best = c;
  if (d !== null && (best === null || d < best)) best = d;
  return best;
}
