/** Makes a believable fleet of any size, the same for the same seed. */
import { advance } from "./advance";
import { Agenda } from "./agenda";
import { day, hour, minute } from "./durations";
import type { Fleet, FleetClient, Site } from "./fleet";
import { planLife } from "./life";
import { makeJumpClients } from "./make-jump-clients";
import { makeAgents, makeButtons, makeConsoles, makeIntegrationClients, makeJumpoints } from "./make-others";
import { about, draw } from "./random";
import { planRelease } from "./releases";
import { domain, providers, towns } from "./words";

/** Site releases of a fleet that is told of no others, in days after the start: between the last two not everybody comes. */
export const usualReleases: readonly PlannedRelease[] = [
  { version: "26.2.1", afterDays: 2.8, lastsMinutes: 35 },
  { version: "26.2.3", afterDays: 9.8, lastsMinutes: 25 },
  { version: "26.3.1", afterDays: 12.2, lastsMinutes: 45 },
];

/** The usual releases, and after them one a week for half a year. */
export const weeklyReleases: readonly PlannedRelease[] = [
  ...usualReleases,
  ...Array.from({ length: 25 }, (_, place) => ({
    version: `26.${4 + place}.1`,
    afterDays: 19.2 + place * 7,
    lastsMinutes: 40,
  })),
];

export interface PlannedRelease {
  version: string;
  afterDays: number;
  lastsMinutes: number;
}

export interface FleetOptions {
  /** How many clients of all kinds; the nodes of a Jumpoint are one client. At least 50. */
  clients?: number;
  seed?: number;
  /** When the fleet begins to be watched, epoch milliseconds; it has lived for eight days then. */
  start: number;
  releases?: readonly PlannedRelease[];
  /** How many Jump Clients may upgrade at a time, 1 to 500. */
  upgradeCap?: number;
  host?: string;
}

const livedDays = 8;
const firstVersion = "26.1.3";
const oldVersion = "25.3.2";
/** The place of the site whose line is cut, and for how long, in days after the start. */
const lostBranch = { site: 2, fromDays: 1.5, toDays: 6.4 };

/** Makes a fleet that has lived until `start`. */
export function makeFleet(options: FleetOptions): Fleet {
  const { clients = 5_000, seed = 1, releases = usualReleases, upgradeCap = 200 } = options;
  const start = Math.floor(options.start / minute) * minute;
  const born = start - livedDays * day;
  const sites = makeSites(clients);
  const all: FleetClient[] = [];
  const ground = { seed, clients: all, sites };
  const jumpoints = makeJumpoints(
    ground,
    Math.min(60, Math.max(3, Math.round(clients * 0.005))),
    firstVersion,
  );
  const agents = makeAgents(ground, clients < 500 ? 2 : providers.length, firstVersion);
  const installedAt = start - 40 * day;
  const fleet: Fleet = {
    ...ground,
    host: options.host ?? `support.${domain}`,
    now: born,
    jumpClients: [],
    jumpoints,
    agents,
    units: {
      A: { name: "A", guid: guid(seed, 1), version: firstVersion, installedAt },
      B: { name: "B", guid: guid(seed, 2), version: firstVersion, installedAt },
    },
    serving: "A",
    installing: null,
    releases: [],
    upgradeCap,
    upgradesRunning: 0,
    upgradeQueue: [],
    agenda: new Agenda(),
    sessions: new Map(),
    lastConnectionId: 100,
    lastSession: 0,
    lastVendorId: 1_000,
    happenings: [],
  };
  const consoles = Math.max(8, Math.round(clients * 0.04));
  const buttons = Math.round(clients * 0.06);
  makeConsoles(fleet, consoles, firstVersion);
  makeIntegrationClients(fleet, firstVersion);
  const others = consoles + buttons + jumpoints.length + agents.length + 2;
  makeJumpClients(fleet, clients - others, { start, version: firstVersion, oldVersion });
  makeButtons(fleet, buttons, firstVersion);
  beginLives(fleet, born, start);
  for (const { version, afterDays, lastsMinutes } of releases) {
    const startsAt = start + Math.round(afterDays * 24 * 60) * minute;
    planRelease(fleet, { version, startsAt, installedAt: startsAt + lastsMinutes * minute });
  }
  fleet.agenda.add(start + lostBranch.fromDays * day, "lineCut", lostBranch.site);
  fleet.agenda.add(start + lostBranch.toDays * day, "lineBack", lostBranch.site);
  advance(fleet, start);
  return fleet;
}

function beginLives(fleet: Fleet, born: number, start: number): void {
  for (const client of fleet.clients) {
    if (client.leavesAt !== null && client.leavesAt < born) {
      client.habit = "gone";
      client.lastDisconnectAt = client.leavesAt;
      client.lastConnectAt =
        client.leavesAt - Math.ceil(draw(fleet.seed, about.leaving, client.index, 1) * 400) * minute;
      if (client.nature === "disabled" || client.nature === "uninstalled")
        client.availability = client.nature;
      continue;
    }
    if (client.leavesAt !== null) fleet.agenda.add(client.leavesAt, "leaves", client.index);
    if (client.kind === "integration_client")
      fleet.agenda.add(start + client.vendorId * minute, "callsApi", client.index);
    planLife(fleet, client, born);
  }
  fleet.agenda.add(start + 9 * hour, "administers", 0);
}

function makeSites(clients: number): Site[] {
  const count = Math.min(towns.length, Math.max(4, Math.floor(clients / 60)));
  return towns.slice(0, count).map(({ name, code, offsetMinutes }, place) => ({
    name,
    code,
    offsetMinutes,
    publicIp: `198.51.100.${place + 10}`,
    groupId: place + 1,
    groupCode: code.toLowerCase(),
    lineUp: true,
  }));
}

function guid(seed: number, unit: number): string {
  const part = (number: number) => Math.floor(draw(seed, about.address, unit, number) * 2 ** 32);
  return [0, 1, 2, 3].map((number) => part(number).toString(16).padStart(8, "0")).join("");
}
