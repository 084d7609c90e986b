/** A client as it is made: what is said of it, and nothing that has happened yet. */
import type { Fleet, FleetClient } from "./fleet";

/** What is said of a client that is made. What stands in `FleetClient` without a question mark here must be said. */
export type Description = Pick<
  FleetClient,
  "kind" | "vendorId" | "name" | "hostname" | "site" | "system" | "user" | "habit" | "version"
> &
  Partial<
    Pick<
      FleetClient,
      | "jumpointId"
      | "fqdn"
      | "displayName"
      | "provider"
      | "connectionType"
      | "nature"
      | "leavesAt"
      | "privateIp"
    >
  >;

/** Makes a client and gives it the next place in the fleet. */
export function addClient(fleet: Pick<Fleet, "clients">, said: Description): FleetClient {
  const index = fleet.clients.length;
  const client: FleetClient = {
    jumpointId: null,
    fqdn: null,
    displayName: said.name,
    provider: null,
    connectionType: null,
    nature: "ordinary",
    leavesAt: null,
    privateIp: `10.${said.site + 20}.${(index >> 8) & 255}.${index & 255 || 254}`,
    ...said,
    index,
    upgradedAt: null,
    availability: "available",
    on: false,
    online: false,
    connectionId: 0,
    lastConnectAt: null,
    lastDisconnectAt: null,
    lastAccessAt: null,
    contactTurn: 0,
    upgradeTurn: 0,
    upgrade: "none",
    failedUpgrades: 0,
    heldUntil: 0,
    redeploysTo: null,
    removed: false,
  };
  fleet.clients.push(client);
  return client;
}
