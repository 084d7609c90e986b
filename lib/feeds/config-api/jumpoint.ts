/** Reads Jumpoints and their nodes of the Configuration API (schemas `Jumpoint` and `JumpointNode`, version 1.10). */
import { asFields, type Fields, type Reading, readFlag, readId, readInstant, readText } from "./readings";

/** One row. */
export interface Jumpoint {
  id: number;
  name: string | null;
  platform: string | null;
  comments: string | null;
  /** Without a date: it holds for the moment in which the list was made. */
  connected: Reading<boolean>;
  clustered: Reading<boolean>;
  /**
   * A setting that the vendor leaves null "for Jumpoints created before an upgrade until the Jumpoint connects for the first
   * time after the upgrade". A hint for people; nothing is concluded from it.
   */
  isUnsetSinceUpgrade: boolean;
}

/** One of at most ten nodes of a Jumpoint. Instants in epoch milliseconds; null: never. */
export interface JumpointNode {
  id: number;
  hostname: string | null;
  privateIp: string | null;
  lastConnectAt: Reading<number>;
  lastDisconnectAt: Reading<number>;
}

const leftUnset = ["jzp_enabled", "jzp_proxy_hostname", "jzp_proxy_port", "jzp_allow_http_get"];

/** @returns null where nobody can tell which one it is */
export function readJumpoint(value: unknown): Jumpoint | null {
  const fields = asFields(value);
  const id = readId(fields?.id);
  if (fields === null || id === null) return null;
  return {
    id,
    name: readText(fields.name),
    platform: readText(fields.platform),
    comments: readText(fields.comments),
    connected: readFlag(fields.connected),
    clustered: readFlag(fields.clustered),
    isUnsetSinceUpgrade: leftUnset.some((name) => fields[name] === null),
  };
}

/**
 * The nodes of an answer to `/jumpoint/{id}/node`. The document shows a single node where it means several, so both forms
 * are taken. @returns null where one of them cannot be told from others, or it is no list of nodes
 */
export function readNodes(json: unknown): JumpointNode[] | null {
  const nodes = (Array.isArray(json) ? json : [json]).map((value) => readNode(asFields(value)));
  return nodes.some((node) => node === null) ? null : nodes.filter((node) => node !== null);
}

function readNode(fields: Fields | null): JumpointNode | null {
  const id = readId(fields?.id);
  if (fields === null || id === null) return null;
  return {
    id,
    hostname: readText(fields.hostname),
    privateIp: readText(fields.private_ip),
    lastConnectAt: readInstant(fields.last_connect_timestamp),
    lastDisconnectAt: readInstant(fields.last_disconnect_timestamp),
  };
}
