/** The model's weighing: facts, descriptions and shadows of clients, folded from the sightings that stand. */
import { type Description, describe } from "@/test/support/frozen/description";
import { type Facts, weigh } from "@/test/support/frozen/evidence";
import type { Entry, KnownClient, World } from "./world";

export function factsOf(client: KnownClient): Facts {
  return weigh(client.entries.map(({ sighting }) => sighting));
}

const nothingSaid: Description = {
  vendorId: null,
  name: null,
  hostname: null,
  fqdn: null,
  group: null,
  attributes: {},
};

/**
 * By the instant they speak about; of one instant a person's word first, then lists by their numbers. Deliberately not as before, when
 * of one instant the one that was confirmed last was the last: the same is known whatever order it came in.
 */
export function byObservation(a: Entry, b: Entry): number {
  return a.sighting.observedAt - b.sighting.observedAt || (a.importId ?? 0) - (b.importId ?? 0);
}

/** The newest description wins, word by word. */
export function descriptionOf(client: KnownClient): Description {
  return [...client.entries]
    .sort(byObservation)
    .map(({ said }) => said)
    .reduce(describe, nothingSaid);
}

/** Something stands of it. */
export function stands(client: KnownClient): boolean {
  return client.entries.length > 0;
}

/**
 * The client that survives on the same endpoint (product.md, "Imports are snapshots"): the most recently connected by the
 * dates, of equals the most recently deployed; one that was uninstalled there survives nobody. Null: it is no shadow.
 */
export function survivorOf(world: World, client: KnownClient): KnownClient | null {
  const own = world.fleet[client.who];
  const onHost = [...world.clients.values()].filter((other) => {
    const fleet = world.fleet[other.who];
    return stands(other) && fleet?.kind === own?.kind && fleet?.host === own?.host;
  });
  if (!stands(client) || onHost.length < 2) return null;
  const ranked = onHost
    .map((other) => ({ other, facts: factsOf(other), deployed: Number(world.fleet[other.who]?.vendorId) }))
    .sort(
      (a, b) =>
        Number(isUninstalled(a.facts)) - Number(isUninstalled(b.facts)) ||
        laterFirst(a.facts.lastConnected?.value ?? null, b.facts.lastConnected?.value ?? null) ||
        laterFirst(a.facts.connectedFromAt, b.facts.connectedFromAt) ||
        b.deployed - a.deployed,
    );
  const survivor = ranked[0]?.other ?? client;
  return survivor === client ? null : survivor;
}

function isUninstalled({ availability }: Facts): boolean {
  return availability?.value === "uninstalled";
}

/** Below zero where `a` comes first: the later instant, and any before none. */
export function laterFirst(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : b - a;
}
