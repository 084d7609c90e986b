/** Who upgrades when: Jump Clients only so many at a time, the others whenever they can, some never by themselves. */
import { minute } from "./durations";
import { type Fleet, type FleetClient, type Kind, needsUpdate, siteVersion } from "./fleet";
import { about, between, draw } from "./random";

/** Consoles upgrade at the next run, Buttons when first used: both before they connect (guides, "Client updates"). */
export function upgradesBeforeConnecting(kind: Kind): boolean {
  return kind === "console" || kind === "button";
}

/**
 * Connection agents, integration clients and locked-down MSI consoles are installed anew by somebody, and do not connect before
 * (guides 000 and 002; for agents the guides contradict each other).
 */
export function upgradesByHand(client: FleetClient): boolean {
  return (
    client.kind === "connection_agent" ||
    client.kind === "integration_client" ||
    client.nature === "msi_locked_down"
  );
}

/** Begins an upgrade or has the client wait for one. False where it does not upgrade now. */
export function wantUpgrade(fleet: Fleet, client: FleetClient): boolean {
  if (client.upgrade !== "none") return true;
  if (client.nature === "stuck" || client.heldUntil > fleet.now) return false;
  if (client.nature === "skips" && siteVersion(fleet) === fleet.releases[1]?.version) return false;
  if (client.kind !== "jump_client") {
    begin(fleet, client);
    return true;
  }
  client.upgrade = "waiting";
  fleet.upgradeQueue.push(client.index);
  beginNext(fleet);
  return true;
}

/** The client does not upgrade any more: it went away, or it is through. */
export function endUpgrade(fleet: Fleet, client: FleetClient): void {
  const held = client.upgrade === "running" && client.kind === "jump_client";
  client.upgrade = "none";
  client.upgradeTurn++;
  if (!held) return;
  fleet.upgradesRunning--;
  beginNext(fleet);
}

/** Nobody waits or upgrades any more: the appliance went down. */
export function dropUpgrades(fleet: Fleet): void {
  fleet.upgradeQueue = [];
  for (const client of fleet.clients) if (client.upgrade !== "none") endUpgrade(fleet, client);
}

function beginNext(fleet: Fleet): void {
  let taken = 0;
  while (fleet.upgradesRunning < fleet.upgradeCap && taken < fleet.upgradeQueue.length) {
    const client = fleet.clients[fleet.upgradeQueue[taken++] as number];
    if (client?.upgrade === "waiting" && needsUpdate(fleet, client)) begin(fleet, client);
  }
  if (taken > 0) fleet.upgradeQueue.splice(0, taken);
}

function begin(fleet: Fleet, client: FleetClient): void {
  client.upgrade = "running";
  if (client.kind === "jump_client") fleet.upgradesRunning++;
  const drawn = draw(fleet.seed, about.upgrade, client.index, fleet.now / 1_000);
  const minutes = client.nature === "slow" ? between(drawn, 30, 60) : between(drawn, 1.5, 5);
  fleet.agenda.add(fleet.now + minutes * minute, "upgraded", client.index, ++client.upgradeTurn);
}
