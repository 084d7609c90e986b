/** Jump Clients: tills, desks, laptops, servers and the machines that somebody switches on once a week. */
import { day } from "./durations";
import type { Fleet, FleetClient, Nature } from "./fleet";
import type { Habit } from "./habits";
import { addClient } from "./new-client";
import { personNamed } from "./people";
import { about, between, dealt, draw, pick, pickWeighted } from "./random";
import { domain } from "./words";

/** What stands at a site, by how many of a hundred, and how it is written in a host name. */
const machines = {
  TILL: { habit: "till", weight: 14, passive: 0.05, systems: ["Windows 10 IoT Enterprise LTSC (64-bit)"] },
  PC: {
    habit: "office",
    weight: 36,
    passive: 0.35,
    systems: ["Windows 11 Pro (64-bit)", "Windows 10 Pro (64-bit)"],
  },
  LT: {
    habit: "laptop",
    weight: 28,
    passive: 0.5,
    systems: ["Windows 11 Enterprise (64-bit)", "macOS 15.4"],
  },
  SRV: {
    habit: "server",
    weight: 14,
    passive: 0.1,
    systems: ["Windows Server 2022 (64-bit)", "Ubuntu 24.04 LTS"],
  },
  LAB: { habit: "sleeper", weight: 8, passive: 0.6, systems: ["Windows 10 Pro (64-bit)"] },
} satisfies Record<string, { habit: Habit; weight: number; passive: number; systems: readonly string[] }>;

const machineWeights = {
  TILL: machines.TILL.weight,
  PC: machines.PC.weight,
  LT: machines.LT.weight,
  SRV: machines.SRV.weight,
  LAB: machines.LAB.weight,
};

/** How many of a thousand are of which nature. Shadows come with their twins. */
const natureWeights = {
  ordinary: 918,
  stuck: 8,
  skips: 10,
  slow: 10,
  fails: 8,
  regresses: 8,
  scrapped: 24,
  disabled: 7,
  uninstalled: 7,
} satisfies Partial<Record<Nature, number>>;

/** How many of a hundred hosts have two. */
const twinsPercent = 1.5;

export interface BirthPlan {
  /** When the fleet begins to be watched. */
  start: number;
  /** What everybody runs then, and what long-gone machines run. */
  version: string;
  oldVersion: string;
}

/** Makes `count` Jump Clients, twins counted one by one. */
export function makeJumpClients(fleet: Fleet, count: number, plan: BirthPlan): void {
  const numbers = new Map<string, number>();
  while (fleet.jumpClients.length < count) {
    const room = count - fleet.jumpClients.length;
    const twin = room > 1 && dealt(fleet.seed, about.twin, fleet.jumpClients.length) < twinsPercent / 100;
    makeOne(fleet, plan, numbers, twin);
  }
}

/** Makes one more Jump Client, on a host of its own, that runs what the serving unit runs. */
export function makeNewcomer(fleet: Fleet, version: string): FleetClient {
  const numbers = new Map([["NEW", fleet.clients.length]]);
  return makeOne(fleet, { start: fleet.now, version, oldVersion: version }, numbers, false, "NEW");
}

function makeOne(
  fleet: Fleet,
  plan: BirthPlan,
  numbers: Map<string, number>,
  twin: boolean,
  prefix?: string,
): FleetClient {
  const { seed } = fleet;
  const place = fleet.clients.length;
  const sort = pickWeighted(machineWeights, dealt(seed, about.habit, place)) as keyof typeof machines;
  const { habit, passive, systems } = machines[sort];
  // The draw is squared: the first sites are large, the last ones small.
  const site = Math.floor(draw(seed, about.site, place) ** 2 * fleet.sites.length);
  const code = fleet.sites[site]?.code ?? "HQ";
  const key = prefix ?? `${code}-${sort}`;
  const number = (numbers.get(key) ?? 0) + 1;
  numbers.set(key, number);
  const hostname = `${prefix ? `${code}-${prefix}` : key}-${String(number).padStart(4, "0")}`;
  const host = {
    kind: "jump_client" as const,
    name: habit === "server" ? hostname : `${hostname} ${fleet.sites[site]?.name}`,
    hostname,
    fqdn: draw(seed, about.domain, place) < 0.9 ? `${hostname}.${code}.${domain}`.toLowerCase() : null,
    site,
    system: pick(systems, draw(seed, about.system, place)),
    user: habit === "server" ? "" : personNamed(seed, place).user,
    connectionType:
      draw(seed, about.connection, place) < passive ? ("passive" as const) : ("active" as const),
  };
  if (twin) makeElderTwin(fleet, plan, host, habit);
  const drawn = prefix ? 0 : dealt(seed, about.nature, place);
  const nature: Nature = pickWeighted(natureWeights, drawn);
  const leavesAt = leavingTime(seed, place, nature, plan.start);
  const goneBefore = leavesAt !== null && leavesAt < plan.start - 40 * day;
  const version = goneBefore ? plan.oldVersion : plan.version;
  return list(
    fleet,
    addClient(fleet, { ...host, vendorId: nextId(fleet), habit, nature, leavesAt, version }),
  );
}

/** The older of two installations on one host: silent for weeks, or beside the other and stuck. */
function makeElderTwin(
  fleet: Fleet,
  { start, version, oldVersion }: BirthPlan,
  host: Omit<Parameters<typeof addClient>[1], "vendorId" | "habit" | "version">,
  habit: Habit,
): void {
  const place = fleet.clients.length;
  const drawn = draw(fleet.seed, about.twin, place, 1);
  const alive = drawn > 0.7;
  const leavesAt = alive ? null : start - Math.round(between(drawn, 20, 120)) * day;
  const nature = alive ? ("stuck" as const) : ("shadow" as const);
  const runs = alive ? version : oldVersion;
  list(fleet, addClient(fleet, { ...host, vendorId: nextId(fleet), habit, nature, leavesAt, version: runs }));
}

/** Half of those that leave left in the months before the start, the others do within the first fortnight. */
function leavingTime(seed: number, place: number, nature: Nature, start: number): number | null {
  if (nature !== "scrapped" && nature !== "disabled" && nature !== "uninstalled") return null;
  const drawn = draw(seed, about.leaving, place);
  const days = drawn < 0.5 ? -between(drawn * 2, 10, 200) : between(drawn * 2 - 1, 0.5, 14);
  return start + Math.round(days * 86_400) * 1_000;
}

function nextId(fleet: Fleet): number {
  return ++fleet.lastVendorId;
}

function list(fleet: Fleet, client: FleetClient): FleetClient {
  fleet.jumpClients.push(client);
  return client;
}
