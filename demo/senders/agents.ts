/** A management tool on the endpoints, which tells what it sees of each client as generic events in NDJSON. */
import { type Fleet, type FleetClient, type Kind, needsUpdate } from "../fleet/fleet";
import { about, draw } from "../fleet/random";
import { postInOrder } from "./post-in-order";

/** One line. Either `hostname` or `vendorId` names the client. */
export interface AgentEvent {
  kind: Kind;
  hostname?: string;
  vendorId?: string;
  /** RFC 3339 in UTC: an instant at which the client was connected. */
  seenAt: string;
  version: string;
  needsUpdate: boolean;
  connectionType?: "active" | "passive";
  /** The same for the same connection and version. */
  eventId: string;
}

/** The share of machines that the tool is on. */
const managedShare = 0.8;
const mostLines = 1_000;

/**
 * What the tool tells of the clients that connected after `since` and are connected at the fleet's instant. It names Jump Clients by
 * their id, and where a host has one client of the kind only, by host name.
 */
export function agentEvents(fleet: Fleet, since: number): AgentEvent[] {
  return fleet.clients
    .filter((client) => client.online && (client.lastConnectAt ?? 0) > since && isManaged(fleet, client))
    .map((client) => ({
      kind: client.kind,
      ...(client.kind === "jump_client"
        ? { vendorId: String(client.vendorId) }
        : { hostname: client.hostname }),
      seenAt: new Date(fleet.now).toISOString(),
      version: client.version,
      needsUpdate: needsUpdate(fleet, client),
      ...(client.connectionType === null ? {} : { connectionType: client.connectionType }),
      eventId: `${client.kind}-${client.vendorId}-${client.connectionId}`,
    }));
}

/**
 * The tool is on the same machines all the time, on none of the sites' technicians' own, and not on the nodes of a clustered Jumpoint:
 * one of them says nothing of the Jumpoint.
 */
function isManaged({ seed, jumpoints }: Fleet, { index, kind, jumpointId }: FleetClient): boolean {
  const isNode = kind === "jumpoint" && jumpoints.some(({ id, clustered }) => id === jumpointId && clustered);
  return kind !== "console" && !isNode && draw(seed, about.deed, index) < managedShare;
}

export interface AgentTarget {
  url: string;
  key?: string;
}

export interface Agents {
  /** Tells everything since the last report. */
  report: () => void;
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

/** A tool that posts its reports to a URL, a thousand lines at a time. */
export function openAgents({ url, key }: AgentTarget, fleet: Fleet): Agents {
  const queue = postInOrder({ url, key, type: "application/x-ndjson" });
  let reportedAt = 0;
  return {
    report() {
      const events = agentEvents(fleet, reportedAt);
      reportedAt = fleet.now;
      for (let place = 0; place < events.length; place += mostLines) {
        const lines = events.slice(place, place + mostLines).map((event) => JSON.stringify(event));
        queue.post(`${lines.join("\n")}\n`);
      }
    },
    settled: queue.settled,
    close: queue.close,
  };
}
