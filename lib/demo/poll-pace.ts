/** How often a demo's feeds are read. */
import type { FeedType } from "@/lib/feeds/schema";

/**
 * Real seconds between readings. A walk through 5,000 clients takes some sixty requests and a reading of commands seven: together they
 * stay below the 2,142 in ten real minutes that Rollcall allows itself.
 */
const realSeconds: Partial<Record<FeedType, number>> = { config_api: 25, command_api: 10 };

/** Simulated minutes between readings of a feed at a speed; at least one. Null: it is not asked. */
export function pollMinutes(type: FeedType, speed: number): number | null {
  const seconds = realSeconds[type];
  return seconds === undefined ? null : Math.max(1, Math.round((seconds * speed) / 60));
}
