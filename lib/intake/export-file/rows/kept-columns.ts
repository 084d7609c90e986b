/** Decides what of a row is kept as it stands: everything that has no place of its own among the facts. */

import { isIpAddress } from "@/lib/core/client";
import { isNoValue } from "../cells/cell-words";
import { capAttribute, cut } from "../cells/clean-text";
import type { Field } from "../headings/heading-words";
import type { OpenTable } from "../open-table";
import type { Cells } from "./read-row";

/** Keys under which known fields are kept; fields with a place of their own in the row have none. */
export const attributeKeys: Partial<Record<Field, string>> = {
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
  itemType: "item_type",
  jumpPolicy: "jump_policy",
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
  // What these cells say goes into the row; their own words stay visible for those it could not read.
  unavailableReason: "unavailable_reason",
  connectionType: "connection_type",
  needsUpdate: "needs_update",
};

const movingKeys: ReadonlySet<string> = new Set(
  (["statusDetails", "status", "lastAccessed"] as const).flatMap((field) => attributeKeys[field] ?? []),
);

/** True for words that change from list to list and say what the facts of the row say; they describe nobody. */
export function isMoving(key: string): boolean {
  return movingKeys.has(key);
}

/** A reader of what is kept; unknown columns under their heading, never under a key that a known field uses. */
export function keptColumns(table: OpenTable): (cells: Cells) => Record<string, string> {
  const columns = keptKeys(table);
  const hosts = table.columns.flatMap((field, column) =>
    field === "hostname" || field === "fqdn" ? [column] : [],
  );
  return (cells) => {
    const kept: Record<string, string> = {};
    for (const { column, key } of columns) {
      const value = capAttribute(cells.text(column));
      if (value !== "" && !isNoValue(value)) kept[key] ??= value;
    }
    for (const column of hosts) {
      const value = cells.oneLine(column);
      if (isIpAddress(value)) kept.ip_address ??= value;
    }
    return kept;
  };
}

/** Under which key each column is kept; several columns may share one, whose first value counts. */
export function keptKeys(table: OpenTable): { column: number; key: string }[] {
  const kept: { column: number; key: string }[] = [];
  const taken = new Set<string>(["lost", "ip_address"]);
  table.columns.forEach((field, column) => {
    const key = field === null ? undefined : attributeKeys[field];
    if (key === undefined) return;
    kept.push({ column, key });
    taken.add(key);
  });
  table.columns.forEach((field, column) => {
    if (field !== null) return;
    const name = cut(table.names[column] ?? `column ${column + 1}`, 200);
    let key = name;
    for (let copy = 2; taken.has(key); copy++) key = `${name} (${copy})`;
    taken.add(key);
    kept.push({ column, key });
  });
  return kept;
}
