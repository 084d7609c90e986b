/** Which client a record of a feed speaks of (product.md, "Imports are snapshots": identity). Doubtful sameness is not decided. */
import { hostKey, normaliseHost, shortHost } from "@/lib/core/client";
import type { Observation } from "./observation";

/** A client that the record may speak of: one of its kind. */
export interface Candidate {
  id: number;
  vendorId: string | null;
  hostKey: string;
  shortHost: string;
  name: string;
  owner: string | null;
  securityProviders: readonly string[];
  /** Another one stands for it: of duplicates on one host the survivor is meant. */
  isShadow: boolean;
}

/** `new`: nobody known, and the record says enough to register it. `unknown`: nobody known, and it does not. */
export type Choice =
  | { kind: "known"; clientIds: number[] }
  | { kind: "new" }
  | { kind: "unknown" }
  | { kind: "several"; clientIds: number[] };

/**
 * By vendor id; else by user name; else by host; else by a name that only one has. Whoever has another id than the record is somebody
 * else; and two people may share a display name: it tells no consoles apart. A security provider stands for all its agents.
 */
export function chooseClient({ kind, named }: Observation, candidates: readonly Candidate[]): Choice {
  const { vendorId, user, name, securityProvider } = named;
  if (securityProvider !== null && kind === "connection_agent") {
    const agents = candidates.filter(({ securityProviders }) => has(securityProviders, securityProvider));
    return agents.length === 0 ? { kind: "unknown" } : known(agents);
  }
  const id = vendorId ?? user;
  const ofId = candidates.filter((client) => client.vendorId !== null && client.vendorId === id);
  if (ofId.length > 0) return known(ofId);
  const host = named.fqdn ?? named.hostname;
  if (host !== null) return byHost(normaliseHost(host), id, candidates);
  const open = id === null ? candidates : candidates.filter((client) => client.vendorId === null);
  const ofUser = user === null ? [] : open.filter(({ owner }) => isSame(owner, user));
  const ofName =
    name === null || kind === "console"
      ? []
      : open.filter((client) => isSame(client.name, name) || isSame(client.owner, name));
  const [one, another] = ofUser.length > 0 ? ofUser : ofName;
  if (one && another) return { kind: "several", clientIds: idsOf(ofUser.length > 0 ? ofUser : ofName) };
  if (one) return known([one]);
  return id !== null ? { kind: "new" } : { kind: "unknown" };
}

/** A full name means that host; a short one also the only full name that it fits. */
function byHost(host: string, id: string | null, candidates: readonly Candidate[]): Choice {
  const own = candidates.filter((client) => !client.isShadow && (id === null || client.vendorId === null));
  const exact = own.filter((client) => client.hostKey === host);
  const isShort = shortHost(host) === host;
  const fitting =
    exact.length > 0
      ? exact
      : own.filter((client) => (isShort ? client.shortHost === host : client.hostKey === shortHost(host)));
  if (fitting.length === 0) return { kind: "new" };
  return fitting.length === 1 ? known(fitting) : { kind: "several", clientIds: idsOf(fitting) };
}

const idsOf = (candidates: readonly Candidate[]) => candidates.map(({ id }) => id);
const known = (candidates: readonly Candidate[]): Choice => ({ kind: "known", clientIds: idsOf(candidates) });

function isSame(one: string | null, other: string): boolean {
  return one !== null && one.toLowerCase() === other.toLowerCase();
}

function has(providers: readonly string[], provider: string): boolean {
  return providers.some((each) => isSame(each, provider));
}

/** The key by which a record is looked up among hosts; null: it names none. */
export function hostOf({ named: { fqdn, hostname } }: Observation): string | null {
  return fqdn === null && hostname === null ? null : hostKey({ fqdn, hostname, name: null });
}
