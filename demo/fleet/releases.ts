/** Site releases are installed on the units of the pair, and the roles of the units change. */
import { cutOff, planReturn } from "./contact";
import { hour, minute, second } from "./durations";
import { type Fleet, isUp, type Release, siteVersion, type UnitName } from "./fleet";
import { dropUpgrades } from "./upgrades";

/** How long after the serving unit its peer has the release: time to verify and test (guides, "failover pair"). */
const peerAfterHours = 4;

/** How long an installation takes where nothing else is said (guides: 15 minutes to an hour). */
const servesAgainAfterMinutes = 30;

/**
 * Enters a release that will be installed on whatever unit serves then, if that does not run a newer one by then. Throws where the
 * times are not in order or past, or the version is planned already.
 */
export function planRelease(fleet: Fleet, release: Release): void {
  const { version, startsAt, installedAt } = release;
  if (!(startsAt >= fleet.now && installedAt > startsAt))
    throw new Error("A release begins now or later and ends after it began.");
  if (fleet.releases.some((other) => other.version === version))
    throw new Error(`Release ${version} was installed or is planned.`);
  const place = fleet.releases.push(release) - 1;
  fleet.agenda.add(startsAt, "installStarts", place);
  fleet.agenda.add(installedAt, "installEnds", place);
  fleet.agenda.add(installedAt + peerAfterHours * hour, "peerInstalled", place);
}

/**
 * Begins to install a release now; `lastsMinutes` until clients can connect again. Returns what was planned. Refused while a unit
 * installs, and where the version is not newer than what is served.
 */
export function upgradeNow(fleet: Fleet, version: string, lastsMinutes = servesAgainAfterMinutes): Release {
  if (!isUp(fleet)) throw new Error("A unit installs a release already.");
  if (!isNewer(version, siteVersion(fleet)))
    throw new Error(`The site runs ${siteVersion(fleet)}: only a newer release can be installed.`);
  const startsAt = Math.ceil(fleet.now / second) * second;
  const release = { version, startsAt, installedAt: startsAt + lastsMinutes * minute };
  planRelease(fleet, release);
  return release;
}

/** The installation begins: everybody is disconnected, and nobody gets through (guides, "maintenance window"). */
export function startInstalling(fleet: Fleet, place: number): void {
  if (!isUp(fleet) || !isNewer((fleet.releases[place] as Release).version, siteVersion(fleet))) return;
  fleet.installing = place;
  loseEverybody(fleet);
}

export function endInstalling(fleet: Fleet, place: number): void {
  if (fleet.installing !== place) return;
  install(fleet, fleet.serving, place);
  fleet.installing = null;
  comeBack(fleet);
}

/** The peer follows. Where the roles changed meanwhile the unit that lacks the release serves, and goes down for it. */
export function installOnPeer(fleet: Fleet, place: number): void {
  const { version } = fleet.releases[place] as Release;
  const peer = fleet.serving === "A" ? "B" : "A";
  if (siteVersion(fleet) === version) install(fleet, peer, place);
  if (siteVersion(fleet) === version || fleet.units[peer].version !== version) return;
  fleet.agenda.add(fleet.now, "installStarts", place);
  fleet.agenda.add(fleet.now + servesAgainAfterMinutes * minute, "installEnds", place);
}

/**
 * The other unit serves from now on, with the version that it runs. Everybody is disconnected for a moment. Refused while a unit
 * installs.
 */
export function swapPair(fleet: Fleet): void {
  if (!isUp(fleet)) throw new Error("The pair cannot be swapped while a unit installs a release.");
  loseEverybody(fleet);
  fleet.serving = fleet.serving === "A" ? "B" : "A";
  comeBack(fleet);
}

function install(fleet: Fleet, name: UnitName, place: number): void {
  const { version } = fleet.releases[place] as Release;
  if (fleet.units[name].version === version) return;
  fleet.units[name].version = version;
  fleet.units[name].installedAt = fleet.now;
}

function loseEverybody(fleet: Fleet): void {
  dropUpgrades(fleet);
  for (const client of fleet.clients) cutOff(fleet, client);
}

function comeBack(fleet: Fleet): void {
  for (const client of fleet.clients) planReturn(fleet, client);
}

/** Compares versions number by number: `26.10.1` is newer than `26.9.3`. */
function isNewer(version: string, other: string): boolean {
  const numbers = other.split(".").map(Number);
  for (const [place, number] of version.split(".").map(Number).entries()) {
    const difference = number - (numbers[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
