/** What is really true of each client at the fleet's instant, to hold Rollcall's answers against. */
import {
  type Fleet,
  type FleetClient,
  type Jumpoint,
  type Kind,
  type Nature,
  needsUpdate,
  siteVersion,
} from "./fleet";

export interface ClientTruth {
  kind: Kind;
  /** The appliance's number within the kind; of a Jumpoint its own, not a node's. */
  vendorId: number;
  name: string;
  hostname: string;
  fqdn: string | null;
  user: string;
  connectionType: "active" | "passive" | null;
  availability: "available" | "disabled" | "uninstalled";
  nature: Nature;
  /** The site version whose software it runs; of a Jumpoint with several nodes the one that is behind, if any is. */
  version: string;
  needsUpdate: boolean;
  online: boolean;
  lastConnectAt: number | null;
  lastDisconnectAt: number | null;
  /** The latest instant at which it was connected: now, where it is; null for never. */
  lastConnectedAt: number | null;
  /** When it last began to run another version. */
  upgradedAt: number | null;
  /** Runs the serving unit's version and was connected after that was installed: what Rollcall calls checked in (rule 1). */
  checkedIn: boolean;
}

export interface FleetTruth {
  at: number;
  /** The serving unit's version and when its installation completed. */
  version: string;
  installedAt: number;
  clients: ClientTruth[];
}

/** The truth of the whole fleet. Clients that an administrator took off are not in it. */
export function truth(fleet: Fleet): FleetTruth {
  const single = fleet.clients.filter(({ kind, removed }) => kind !== "jumpoint" && !removed);
  return {
    at: fleet.now,
    version: siteVersion(fleet),
    installedAt: fleet.units[fleet.serving].installedAt,
    clients: [
      ...fleet.jumpoints.map((jumpoint) => truthOfJumpoint(fleet, jumpoint)),
      ...single.map((client) => truthOfClient(fleet, client)),
    ],
  };
}

/** The truth of one client, or of one node of a Jumpoint. */
export function truthOfClient(fleet: Fleet, client: FleetClient): ClientTruth {
  const { kind, vendorId, name, hostname, fqdn, user, connectionType, availability, nature, version } =
    client;
  const { online, lastConnectAt, lastDisconnectAt, upgradedAt } = client;
  const behind = needsUpdate(fleet, client);
  const lastConnectedAt = online ? fleet.now : latest(lastConnectAt, lastDisconnectAt);
  const checkedIn =
    !behind && lastConnectedAt !== null && lastConnectedAt > fleet.units[fleet.serving].installedAt;
  return {
    ...{ kind, vendorId, name, hostname, fqdn, user, connectionType, availability, nature, version },
    ...{
      needsUpdate: behind,
      online,
      lastConnectAt,
      lastDisconnectAt,
      lastConnectedAt,
      upgradedAt,
      checkedIn,
    },
  };
}

/** A Jumpoint is connected while any node is, and through when every node is. */
function truthOfJumpoint(fleet: Fleet, { id, name, nodes }: Jumpoint): ClientTruth {
  const all = nodes.map((node) => truthOfClient(fleet, node));
  const told = all.find((node) => node.needsUpdate) ?? (all[0] as ClientTruth);
  const last = (of: (node: ClientTruth) => number | null) => all.map(of).reduce(latest, null);
  return {
    ...told,
    vendorId: id,
    name,
    online: all.some(({ online }) => online),
    lastConnectAt: last(({ lastConnectAt }) => lastConnectAt),
    lastDisconnectAt: last(({ lastDisconnectAt }) => lastDisconnectAt),
    lastConnectedAt: last(({ lastConnectedAt }) => lastConnectedAt),
    upgradedAt: last(({ upgradedAt }) => upgradedAt),
    checkedIn: all.every(({ checkedIn }) => checkedIn),
  };
}

function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
