/**
 * Writes rows of the Configuration API as the cells of a list that the reader of export files knows (lib/intake/export-file):
 * the API's own field names as headings, beside "Jump Group" for the group's name and `is_connected`. Only what tells who a
 * client is and decides where it stands, so that a fleet to which nothing happened gives the same cells.
 */
import type { JumpClient } from "./jump-client";
import type { Jumpoint, JumpointNode } from "./jumpoint";
import type { Reading } from "./readings";

export type Cells<Heading extends string> = Record<Heading, string>;

export const jumpClientHeadings = [
  "id",
  "name",
  "hostname",
  "fqdn",
  "Jump Group",
  "jump_group_id",
  "jump_group_type",
  "last_connect_timestamp",
  "last_disconnect_timestamp",
  "needs_update",
  "is_lost",
  "connection_type",
  "unavailable_reason",
  "operating_system",
  "private_ip",
  "console_user",
  "tag",
  "comments",
] as const;

export const jumpointHeadings = [
  "kind",
  "id",
  "name",
  "hostname",
  "is_connected",
  "last_connect_timestamp",
  "last_disconnect_timestamp",
  "operating_system",
  "private_ip",
  "comments",
  "jzp_unset",
] as const;

/** What stands for a field that could not be read: the reader takes the word for none of its values, and so for nothing proven. */
const unreadable = "unreadable";

/** @param groupNames names of Jump Groups by id; one that is missing leaves the id to speak for it */
export function jumpClientCells(
  client: JumpClient,
  groupNames: Readonly<Record<string, string>>,
): Cells<(typeof jumpClientHeadings)[number]> {
  // The id of a personal group is that of a user, which may be the id of a Jump Group as well.
  const groupId = client.groupType === "personal" || client.groupId === null ? "" : String(client.groupId);
  return {
    id: String(client.id),
    name: client.name ?? "",
    hostname: client.hostname ?? "",
    fqdn: client.fqdn ?? "",
    "Jump Group": Object.hasOwn(groupNames, groupId) ? (groupNames[groupId] ?? "") : "",
    jump_group_id: groupId,
    jump_group_type: client.groupType ?? "",
    last_connect_timestamp: instantCell(client.lastConnectAt),
    last_disconnect_timestamp: instantCell(client.lastDisconnectAt),
    needs_update: flagCell(client.needsUpdate),
    is_lost: flagCell(client.isLost),
    connection_type: client.connectionType ?? "",
    unavailable_reason: client.unavailableReason ?? "",
    operating_system: client.operatingSystem ?? "",
    private_ip: client.privateIp ?? "",
    console_user: client.consoleUser ?? "",
    tag: client.tag ?? "",
    comments: client.comments ?? "",
  };
}

/**
 * A Jumpoint with its nodes. Its dates are those of one node: of the connected ones the one that connected last, else the one
 * that was connected last. A cluster is connected if it says so or any node is. Hosts and addresses describe it only where
 * it has a single node: those of a cluster would change with whichever node spoke last.
 * @param nodes null: they could not be read
 */
export function jumpointCells(
  jumpoint: Jumpoint,
  nodes: readonly JumpointNode[] | null,
): Cells<(typeof jumpointHeadings)[number]> {
  const newest = newestNode(nodes ?? []);
  const [only] = nodes?.length === 1 ? nodes : [];
  const isJoined = jumpoint.clustered === true && (nodes ?? []).some(isConnected);
  return {
    kind: "jumpoint",
    id: String(jumpoint.id),
    name: jumpoint.name ?? "",
    hostname: only?.hostname ?? "",
    is_connected: isJoined ? "True" : flagCell(jumpoint.connected),
    last_connect_timestamp: nodes === null ? unreadable : instantCell(newest?.lastConnectAt ?? null),
    last_disconnect_timestamp: nodes === null ? unreadable : instantCell(newest?.lastDisconnectAt ?? null),
    operating_system: jumpoint.platform ?? "",
    private_ip: only?.privateIp ?? "",
    comments: jumpoint.comments ?? "",
    jzp_unset: jumpoint.isUnsetSinceUpgrade ? "True" : "",
  };
}

function newestNode(nodes: readonly JumpointNode[]): JumpointNode | null {
  const connected = nodes.filter(isConnected);
  const among = connected.length > 0 ? connected : nodes;
  const latest = (node: JumpointNode) =>
    connected.length > 0
      ? instantOr(node.lastConnectAt, 0)
      : Math.max(instantOr(node.lastConnectAt, 0), instantOr(node.lastDisconnectAt, 0));
  return among.reduce<JumpointNode | null>((newest, node) => {
    if (newest === null) return node;
    const ahead = latest(node) - latest(newest);
    return ahead > 0 || (ahead === 0 && node.id < newest.id) ? node : newest;
  }, null);
}

/** It connected after it last disconnected, or has never disconnected. */
function isConnected({ lastConnectAt, lastDisconnectAt }: JumpointNode): boolean {
  if (typeof lastConnectAt !== "number" || lastDisconnectAt === "unreadable") return false;
  return lastDisconnectAt === null || lastConnectAt > lastDisconnectAt;
}

function instantOr(reading: Reading<number>, other: number): number {
  return typeof reading === "number" ? reading : other;
}

function instantCell(reading: Reading<number>): string {
  if (typeof reading !== "number") return reading ?? "";
  return new Date(reading).toISOString().replace("Z", "+00:00");
}

function flagCell(reading: Reading<boolean>): string {
  if (typeof reading !== "boolean") return reading ?? "";
  return reading ? "True" : "False";
}
