/** The one spelling in bytes of what a row says in words: equal words are equal bytes, whoever wrote them and however the columns stood. */

import { hostKey, shortHost } from "@/lib/core/client";
import { attributeKeys } from "../rows/kept-columns";

/**
 * The fields of a said text in their order. `moving`: attributes that repeat what the facts of the row say, and therefore
 * change from list to list; `attributes`: all others. Both are JSON objects whose keys are sorted by code unit.
 */
export const saidFields = [
  "vendorId",
  "name",
  "hostname",
  "fqdn",
  "group",
  "hostKey",
  "shortHost",
  "attributes",
  "moving",
] as const;
export type SaidField = (typeof saidFields)[number];

/** Ends each field but the last. No cleaned text holds it, and JSON escapes it. */
export const fieldEnd = 0x1f;
/** Stands alone in a field that is null; an empty field is the empty text. */
export const nullMark = 0x1e;

/** Who a row is about, in words. */
export interface SaidIdentity {
  vendorId: string | null;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
}

export interface SaidRow extends SaidIdentity {
  attributes: Readonly<Record<string, string>>;
}

const movingKeys: ReadonlySet<string> = new Set(
  (
    ["statusDetails", "status", "lastAccessed", "unavailableReason", "connectionType", "needsUpdate"] as const
  ).flatMap((field) => attributeKeys[field] ?? []),
);

/** True for attributes whose meaning stands among the facts as well. */
export function isMoving(key: string): boolean {
  return movingKeys.has(key);
}

/** The names an endpoint is matched by: its normalised name, or its id where there is none, and the first label of it. */
export function matchingNames(row: SaidIdentity): { hostKey: string; shortHost: string } {
  const key = hostKey(row) || `id:${row.vendorId}`;
  return { hostKey: key, shortHost: row.hostname || row.fqdn ? shortHost(key) : key };
}

/** The texts of the fields of a row. */
export function saidTexts(row: SaidRow): (string | null)[] {
  const names = matchingNames(row);
  const keys = Object.keys(row.attributes).sort();
  const json = (ofMoving: boolean) =>
    `{${keys
      .filter((key) => isMoving(key) === ofMoving)
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(row.attributes[key])}`)
      .join()}}`;
  const { vendorId, name, hostname, fqdn, group } = row;
  return [vendorId, name, hostname, fqdn, group, names.hostKey, names.shortHost, json(false), json(true)];
}

/** What `saidTexts` took, with the names it made. */
export function rowOfTexts(
  texts: readonly (string | null)[],
): SaidRow & { hostKey: string; shortHost: string } {
  const [vendorId, name, hostname, fqdn, group, key, short, attributes, moving] = texts;
  return {
    vendorId: vendorId ?? null,
    name: name ?? null,
    hostname: hostname ?? null,
    fqdn: fqdn ?? null,
    group: group ?? null,
    hostKey: key ?? "",
    shortHost: short ?? "",
    attributes: { ...JSON.parse(attributes ?? "{}"), ...JSON.parse(moving ?? "{}") },
  };
}
