/** What a person does to a fleet from outside: kept, so that a fleet that is made anew can live through it again. */
import { advance } from "./advance";
import { hour } from "./durations";
import type { Fleet, Release } from "./fleet";
import { cutLine, mendLine } from "./life";
import { swapPair, upgradeNow } from "./releases";

/** `line`: the line of a site (its place) is cut or mended. */
export type Deed =
  | { does: "upgrade"; version: string; minutes?: number }
  | { does: "swap" }
  | { does: "line"; site: number; up: boolean };

/** A deed and when it was done, epoch milliseconds of the fleet. */
export type PastDeed = Deed & { at: number };

/** Does it now. Returns the release that was planned, if one was. Throws where it cannot be done. */
export function doDeed(fleet: Fleet, deed: Deed): Release | null {
  switch (deed.does) {
    case "upgrade":
      return upgradeNow(fleet, deed.version, deed.minutes);
    case "swap":
      swapPair(fleet);
      return null;
    case "line":
      if (!fleet.sites[deed.site]) throw new Error(`There is no site ${deed.site}.`);
      (deed.up ? mendLine : cutLine)(fleet, deed.site);
      return null;
  }
}

/** Lives until `until` with what was done meanwhile, and tells nobody. */
export function relive(fleet: Fleet, until: number, deeds: readonly PastDeed[]): void {
  for (const deed of deeds) {
    if (deed.at > until) break;
    if (deed.at > fleet.now) advance(fleet, deed.at);
    try {
      doDeed(fleet, deed);
    } catch {
      // It was possible once; a fleet made by other rules goes on without it.
    }
  }
  // In steps, so that what nobody is told does not pile up.
  while (fleet.now < until) advance(fleet, Math.min(until, fleet.now + 6 * hour));
}
