/** Learns from the exact reader which of a row's names become what: asked once for each combination of names that a row may have. */

import { matchingNames } from "@/lib/evidence/rows/said-text";
import { identityReader } from "../rows/read-identity";
import { placesOf } from "../rows/read-row";
import type { OpenTable } from "../table";
import { listener, sparseCells } from "./ask-cell";
import type { PlainTable } from "./plain-table";

/** Where the text of a field comes from. `Short`: up to the first dot. Hosts are written in lower case. */
export const none = 0;
export const hostWhole = 1;
export const hostShort = 2;
export const fqdnWhole = 3;
export const fqdnShort = 4;
export const nameKey = 5;
export const vendorKey = 6;
export const groupItself = 7;
export const groupIdItself = 8;

export interface IdentityShape {
  hostname: number;
  fqdn: number;
  hostKey: number;
  shortHost: number;
  group: number;
}

/** Which names a row has: hosts are 0 none, 1 without a dot, 2 with one. */
export interface NamesThere {
  vendorId: boolean;
  name: boolean;
  host: 0 | 1 | 2;
  fqdn: 0 | 1 | 2;
  group: boolean;
  groupId: boolean;
}

const probe = {
  vendorId: "71",
  name: "Nx Ny",
  hostWhole: "ha.hb",
  hostShort: "ha",
  fqdnWhole: "fa.fb",
  fqdnShort: "fa",
  group: "Gx Gy",
  groupId: "82",
};
const sources: ReadonlyMap<string | null, number> = new Map([
  [null, none],
  [probe.hostWhole, hostWhole],
  [probe.hostShort, hostShort],
  [probe.fqdnWhole, fqdnWhole],
  [probe.fqdnShort, fqdnShort],
  [probe.name.toLowerCase(), nameKey],
  [`id:${probe.vendorId}`, vendorKey],
  [probe.group, groupItself],
  [probe.groupId, groupIdItself],
]);

/** Asks with names that are told apart; null: such a row names nobody, or something else comes of it. */
export function identityShapes(
  table: OpenTable,
  plain: PlainTable,
): (there: NamesThere) => IdentityShape | null {
  const identityOf = identityReader(placesOf(table.columns));
  return (there) => {
    const texts = new Map<number, string>();
    if (there.vendorId) texts.set(plain.vendorId, probe.vendorId);
    if (there.name) texts.set(plain.name, probe.name);
    if (there.host > 0) texts.set(plain.hostname, there.host === 1 ? probe.hostShort : probe.hostWhole);
    if (there.fqdn > 0) texts.set(plain.fqdn, there.fqdn === 1 ? probe.fqdnShort : probe.fqdnWhole);
    if (there.group) texts.set(plain.group, probe.group);
    if (there.groupId) texts.set(plain.groupId, probe.groupId);
    const told = listener();
    const identity = identityOf(sparseCells(texts), told);
    if (told.heard() || identity.isNobody) return null;
    const names = matchingNames(identity);
    const found = [identity.hostname, identity.fqdn, names.hostKey, names.shortHost, identity.group];
    const [hostname, fqdn, hostKey, shortHost, group] = found.map((text) => sources.get(text));
    if (
      hostname === undefined ||
      fqdn === undefined ||
      hostKey === undefined ||
      shortHost === undefined ||
      group === undefined
    )
      return null;
    return { hostname, fqdn, hostKey, shortHost, group };
  };
}
