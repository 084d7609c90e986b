/** Reads one Jump Client of the Configuration API (schema `JumpClient` of its OpenAPI document, version 1.10). */
import { asFields, type Reading, readFlag, readId, readInstant, readText, readWord } from "./readings";

/** One row. Instants in epoch milliseconds. */
export interface JumpClient {
  id: number;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  tag: string | null;
  comments: string | null;
  operatingSystem: string | null;
  privateIp: string | null;
  consoleUser: string | null;
  /** The Jump Group that owns it, or a user: see `groupType`. */
  groupId: number | null;
  groupType: "shared" | "personal" | null;
  lastConnectAt: Reading<number>;
  /** null: it has never disconnected. */
  lastDisconnectAt: Reading<number>;
  needsUpdate: Reading<boolean>;
  isLost: Reading<boolean>;
  connectionType: Reading<"active" | "passive" | "uninstalled">;
  unavailableReason: Reading<"none" | "disabled">;
}

const groupTypes = ["shared", "personal"] as const;

/** Fields that are not listed here are ignored. @returns null where nobody can tell who it is about */
export function readJumpClient(value: unknown): JumpClient | null {
  const fields = asFields(value);
  const id = readId(fields?.id);
  if (fields === null || id === null) return null;
  const groupType = readWord(fields.jump_group_type, groupTypes);
  return {
    id,
    name: readText(fields.name),
    hostname: readText(fields.hostname),
    fqdn: readText(fields.fqdn),
    tag: readText(fields.tag),
    comments: readText(fields.comments),
    operatingSystem: readText(fields.operating_system),
    privateIp: readText(fields.private_ip),
    consoleUser: readText(fields.console_user),
    groupId: readId(fields.jump_group_id),
    groupType: groupType === "unreadable" ? null : groupType,
    lastConnectAt: readInstant(fields.last_connect_timestamp),
    lastDisconnectAt: readInstant(fields.last_disconnect_timestamp),
    needsUpdate: readFlag(fields.needs_update),
    isLost: readFlag(fields.is_lost),
    connectionType: readWord(fields.connection_type, ["active", "passive", "uninstalled"]),
    unavailableReason: readWord(fields.unavailable_reason, ["none", "disabled"]),
  };
}
