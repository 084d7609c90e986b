/** What comes of upgrades and reinstallations. */
import { canReach, contact, disconnect, planContact } from "./contact";
import { hour, second } from "./durations";
import { type Fleet, type FleetClient, needsUpdate, siteVersion } from "./fleet";
import { about, between, draw } from "./random";
import { endUpgrade, wantUpgrade } from "./upgrades";

/** An upgrade is through. The client comes back within a minute, with new software if it succeeded. */
export function finishUpgrade(fleet: Fleet, client: FleetClient): void {
  const wasOnline = client.online;
  const failed = client.nature === "fails" && client.failedUpgrades < 2;
  endUpgrade(fleet, client);
  if (failed) {
    client.failedUpgrades++;
    hold(fleet, client, 2, 6);
  } else {
    runs(fleet, client, siteVersion(fleet));
    client.failedUpgrades = 0;
    planRegression(fleet, client);
  }
  if (wasOnline) disconnect(fleet, client);
  const seconds = between(draw(fleet.seed, about.reconnect, client.index, fleet.now / 1_000), 15, 60);
  planContact(fleet, client, fleet.now + seconds * second);
}

/** It may upgrade again. */
export function retry(fleet: Fleet, client: FleetClient): void {
  if (client.online && needsUpdate(fleet, client)) wantUpgrade(fleet, client);
}

/** Somebody installed it anew. A machine that is off comes when it is next switched on. */
export function redeploy(fleet: Fleet, client: FleetClient): void {
  if (client.removed || client.availability !== "available") return;
  runs(fleet, client, siteVersion(fleet));
  if (canReach(fleet, client)) contact(fleet, client);
}

/** An old image is put back: the software of the release before, for a day or more. */
export function regress(fleet: Fleet, client: FleetClient): void {
  const installed = fleet.releases.findIndex(({ version }) => version === client.version);
  const before = fleet.releases[installed - 1]?.version;
  if (before === undefined || client.availability !== "available" || client.removed) return;
  runs(fleet, client, before);
  hold(fleet, client, 26, 60);
  disconnect(fleet, client);
  if (client.on) planContact(fleet, client, fleet.now + 90 * second);
}

function runs(fleet: Fleet, client: FleetClient, version: string): void {
  client.version = version;
  client.upgradedAt = fleet.now;
}

function hold(fleet: Fleet, client: FleetClient, fromHours: number, toHours: number): void {
  const drawn = draw(fleet.seed, about.upgrade, client.index, fleet.now / 1_000);
  client.heldUntil = Math.ceil((fleet.now + between(drawn, fromHours, toHours) * hour) / second) * second;
  fleet.agenda.add(client.heldUntil, "retries", client.index);
}

function planRegression(fleet: Fleet, client: FleetClient): void {
  // Only where there is an earlier release to fall back to, and once: the second release is the one.
  if (client.nature !== "regresses" || client.version !== fleet.releases[1]?.version) return;
  const drawn = draw(fleet.seed, about.regression, client.index);
  fleet.agenda.add(fleet.now + between(drawn, 6, 40) * hour, "regresses", client.index);
}
