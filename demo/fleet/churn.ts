/** Administrators take clients off the appliance and deploy new ones. */
import { disconnect } from "./contact";
import { type Fleet, type FleetClient, siteVersion } from "./fleet";
import { planLife } from "./life";
import { makeNewcomer } from "./make-jump-clients";

/** Takes a Jump Client off the appliance: it is in no list any more. False where there is none of that id. */
export function removeJumpClient(fleet: Fleet, vendorId: number): boolean {
  const place = fleet.jumpClients.findIndex((client) => client.vendorId === vendorId);
  const client = fleet.jumpClients[place];
  if (!client) return false;
  disconnect(fleet, client);
  client.on = false;
  client.removed = true;
  client.habit = "gone";
  fleet.jumpClients.splice(place, 1);
  return true;
}

/** Deploys one more Jump Client; it connects when its machine is next switched on. Its id is higher than all before. */
export function addJumpClient(fleet: Fleet): FleetClient {
  const client = makeNewcomer(fleet, siteVersion(fleet));
  planLife(fleet, client, fleet.now);
  return client;
}
