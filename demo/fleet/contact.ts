/** How clients connect to the appliance and lose it. */
import { day, hour, minute, second } from "./durations";
import { type Fleet, type FleetClient, isUp, needsUpdate, siteOf, siteVersion } from "./fleet";
import { about, between, draw } from "./random";
import { signIn } from "./sign-in";
import { endUpgrade, upgradesBeforeConnecting, upgradesByHand, wantUpgrade } from "./upgrades";

/** Whether a connection from the client's machine would get through. */
export function canReach(fleet: Fleet, client: FleetClient): boolean {
  return (
    client.on &&
    isUp(fleet) &&
    siteOf(fleet, client).lineUp &&
    client.availability === "available" &&
    !client.removed
  );
}

/** The client will try to connect at `at`. An earlier plan of the same client is void. */
export function planContact(fleet: Fleet, client: FleetClient, at: number): void {
  fleet.agenda.add(at, "contacts", client.index, ++client.contactTurn);
}

/**
 * The client tries to connect. Where it cannot, a passive one tries again within the hour; others are called back by the end of
 * whatever is in the way (`planReturn`), and everybody tries at the next start of its machine.
 */
export function contact(fleet: Fleet, client: FleetClient): void {
  if (client.online) return;
  const isOld = needsUpdate(fleet, client);
  if (!canReach(fleet, client)) planNextTry(fleet, client);
  else if (isOld && upgradesByHand(client)) standOutside(fleet, client);
  else if (isOld && upgradesBeforeConnecting(client.kind)) wantUpgrade(fleet, client);
  else connect(fleet, client);
}

function connect(fleet: Fleet, client: FleetClient): void {
  client.online = true;
  client.lastConnectAt = fleet.now;
  client.connectionId = ++fleet.lastConnectionId;
  signIn(fleet, client, "login", true);
  if (client.kind === "console") planSession(fleet, client);
  const stays = needsUpdate(fleet, client) && wantUpgrade(fleet, client);
  if (client.connectionType === "passive" && !stays) {
    const seconds = between(draw(fleet.seed, about.connection, client.index, fleet.now / 1_000), 45, 150);
    fleet.agenda.add(fleet.now + seconds * second, "hangsUp", client.index, ++client.contactTurn);
  }
}

/** The connection ends, and with it any upgrade. */
export function disconnect(fleet: Fleet, client: FleetClient): void {
  endUpgrade(fleet, client);
  if (!client.online) return;
  client.online = false;
  client.lastDisconnectAt = fleet.now;
  signIn(fleet, client, "logout", true);
}

/** The connection is cut off by something that is no deed of the client's. */
export function cutOff(fleet: Fleet, client: FleetClient): void {
  const wasOnline = client.online;
  disconnect(fleet, client);
  if (wasOnline) planNextTry(fleet, client);
}

function planNextTry(fleet: Fleet, client: FleetClient): void {
  if (client.connectionType !== "passive" || !client.on) return;
  const drawn = draw(fleet.seed, about.reconnect, client.index, fleet.now / 1_000);
  planContact(fleet, client, fleet.now + between(drawn, 10, 55) * minute);
}

/** A passive client has said what it had to say; it comes again within 24 hours (guides, "passive"). */
export function hangUp(fleet: Fleet, client: FleetClient): void {
  if (!client.online || client.upgrade !== "none") return;
  disconnect(fleet, client);
  const hours = between(draw(fleet.seed, about.connection, client.index, fleet.now / 1_000), 20, 23.8);
  planContact(fleet, client, fleet.now + hours * hour);
}

/**
 * The way is free again: everybody comes back but passive clients, who keep to their own times. The appliance takes 50 connections
 * a second (vendor, on-prem-jump-clients).
 */
export function planReturn(fleet: Fleet, client: FleetClient): void {
  if (!canReach(fleet, client) || client.connectionType === "passive") return;
  const drawn = draw(fleet.seed, about.reconnect, client.index, fleet.now / 1_000);
  const spreadSeconds = Math.max(180, fleet.clients.length / 50);
  planContact(fleet, client, fleet.now + (5 + drawn * spreadSeconds) * second);
}

/** Old software that cannot replace itself is turned away, until somebody installs it anew, which for some nobody does. */
function standOutside(fleet: Fleet, client: FleetClient): void {
  signIn(fleet, client, "login", false);
  const version = siteVersion(fleet);
  if (client.redeploysTo === version) return;
  client.redeploysTo = version;
  const drawn = draw(
    fleet.seed,
    about.redeployment,
    client.index,
    fleet.units[fleet.serving].installedAt / 1_000,
  );
  if (drawn > 0.85) return;
  const days = client.kind === "console" ? between(drawn, 1, 11) : between(drawn, 0.2, 5);
  fleet.agenda.add(fleet.now + days * day, "redeployed", client.index);
}

function planSession(fleet: Fleet, client: FleetClient): void {
  const drawn = draw(fleet.seed, about.session, client.index, fleet.now / 1_000);
  fleet.agenda.add(
    fleet.now + between(drawn, 10, 90) * minute,
    "sessionBegins",
    client.index,
    client.connectionId,
  );
}
