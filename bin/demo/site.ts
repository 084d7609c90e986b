/** What is known of the demo's invented site before anything was asked: its names, its account, and the fortnight before one arrives. */

export const site = {
  name: "Harbourline Support",
  hostname: "support.harbourline.example",
  timeZone: "UTC",
  clientId: "rollcall-demo-account",
  clientSecret: "demo-secret-for-the-stand-in",
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment of the past at which Rollcall asked. Lists take a while to read, commands show when a release was installed. */
export interface Step {
  afterMs: number;
  asks: "lists" | "commands" | "both";
}

/** When the stand-in's releases are installed, and five minutes: the first look at each. */
const firstLooks = [2.8 * day + 40 * minute, 9.8 * day + 30 * minute, 12.2 * day + 50 * minute];

/** In order, milliseconds after the fleet begins to be watched. */
export const steps: readonly Step[] = [
  ...[2.75, 4.45, 11.5].map((days) => ({ afterMs: days * day, asks: "both" as const })),
  ...[9.78, 12.19].map((days) => ({ afterMs: days * day, asks: "lists" as const })),
  ...firstLooks.map((afterMs) => ({ afterMs, asks: "commands" as const })),
].sort((one, other) => one.afterMs - other.afterMs);

/** A Tuesday, half past six in the morning: an hour after the newest release was installed, and before the offices open. */
export const arrivesAfterMs = 12 * day + 6.5 * hour;

/** The instant at which the fleet begins to be watched: a Thursday, so that one arrives on the last Tuesday before `now`. */
export function fleetStart(now: number): number {
  // 1 January 1970 was a Thursday.
  return Math.floor((now - arrivesAfterMs) / (7 * day)) * 7 * day;
}
