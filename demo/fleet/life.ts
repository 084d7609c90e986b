/** Machines are switched on and off, sites lose their line, some machines go for good. */
import { cutOff, disconnect, planContact, planReturn } from "./contact";
import { second } from "./durations";
import { type Fleet, type FleetClient, siteOf } from "./fleet";
import { type Dweller, nextStay } from "./habits";
import { about, between, draw } from "./random";

/** Enters the next time the machine is switched on. */
export function planLife(fleet: Fleet, client: FleetClient, from: number): void {
  const stay = nextStay(dweller(fleet, client), from);
  if (stay) fleet.agenda.add(stay.from, "boots", client.index);
}

export function boot(fleet: Fleet, client: FleetClient): void {
  const stay = nextStay(dweller(fleet, client), fleet.now);
  if (!stay || client.removed) return;
  client.on = true;
  fleet.agenda.add(stay.to, "sleeps", client.index);
  const seconds = between(draw(fleet.seed, about.connection, client.index, fleet.now / 1_000), 15, 100);
  planContact(fleet, client, fleet.now + seconds * second);
}

export function sleep(fleet: Fleet, client: FleetClient): void {
  if (!client.on) return;
  disconnect(fleet, client);
  client.on = false;
  if (!client.removed) planLife(fleet, client, fleet.now);
}

/** It is scrapped, disabled or uninstalled, and never connects again. */
export function leave(fleet: Fleet, client: FleetClient): void {
  disconnect(fleet, client);
  client.on = false;
  client.habit = "gone";
  if (client.nature === "disabled" || client.nature === "uninstalled") client.availability = client.nature;
}

/** A site's line is cut: whoever is connected from there is lost to the appliance. */
export function cutLine(fleet: Fleet, site: number): void {
  const place = fleet.sites[site];
  if (!place) return;
  place.lineUp = false;
  for (const client of fleet.clients) if (client.site === site) cutOff(fleet, client);
}

export function mendLine(fleet: Fleet, site: number): void {
  const place = fleet.sites[site];
  if (!place) return;
  place.lineUp = true;
  for (const client of fleet.clients) if (client.site === site) planReturn(fleet, client);
}

function dweller(fleet: Fleet, client: FleetClient): Dweller {
  const { index, habit } = client;
  return { seed: fleet.seed, index, habit, offsetMinutes: siteOf(fleet, client).offsetMinutes };
}
