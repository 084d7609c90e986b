/** What appliances and tools tell: events, and walks through lists. */
import { hasRedis } from "../support/redis";
import { benchEvents, benchShown, type EventSite, hostsToCome, openEventFeed } from "./bench-events";
import { BenchSite, type SitePlan } from "./bench-site";
import { benchWalks } from "./bench-walk";
import type { Figure } from "./figures";
import { FleetDays } from "./fleet-days";
import type { Part } from "./options";

export interface FeedsPlan extends SitePlan {
  only: ReadonlySet<Part>;
  members: number;
  tell: (line: string) => void;
}

const shownTimes = 60;
const settings = { ROLLCALL_OUTGOING_ALLOW: "127.0.0.1" };

/** `keep` is given each figure as soon as it is there. */
export async function benchFeeds(plan: FeedsPlan, keep: (figures: readonly Figure[]) => void): Promise<void> {
  const { only, queue, members } = plan;
  await onFleet(plan, members, async (events) => {
    if (only.has("events")) {
      const count = Math.floor(events.hosts.length * 0.45);
      for (const perRequest of [1_000, 5_000]) keep([await benchEvents(events, perRequest, count)]);
    }
    if (only.has("shown")) keep([await benchShown(events, nameOf(queue), shownTimes)]);
    if (only.has("walks")) keep(await benchWalks(events.site, members, events.installedAt));
  });
  if (!only.has("shown")) return;
  const other = queue === "redis" ? "postgres" : "redis";
  if (other === "redis" && !hasRedis) {
    plan.tell("There is no redis-server on this machine: figures for a queue on Redis are left out.");
    return;
  }
  await onFleet({ ...plan, queue: other }, Math.min(members, 10_000), async (events) => {
    keep([await benchShown(events, nameOf(other), shownTimes)]);
  });
}

const nameOf = (queue: SitePlan["queue"]) => (queue === "redis" ? "Redis" : "PostgreSQL");

/** A fleet that is known by one list, with a release since: hardly anybody has checked in. */
async function onFleet(
  plan: SitePlan,
  rows: number,
  work: (events: EventSite) => Promise<void>,
): Promise<void> {
  const days = new FleetDays(rows, 1);
  const site = await BenchSite.open(plan, settings);
  try {
    const applianceId = await site.openAppliance("events.example.com");
    await site.importFile(applianceId, await days.first());
    const installedAt = days.releaseAfter(0);
    const { rolloutId } = await site.openRollout(applianceId, "24.1.1", installedAt);
    const feedId = await openEventFeed(site, applianceId);
    const hosts = await hostsToCome(site, rolloutId);
    await work({ site, rolloutId, feedId, hosts, installedAt });
  } finally {
    await site.close();
    days.remove();
  }
}
