/**
 * Decides how a changed rollout reaches whoever looks at it: two polls per second and watched rollout in this process,
 * however many look on, and none while nobody does. The database is not asked to notify, for that would make commits wait
 * for each other.
 */

import { asTimestamp, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { type LiveStanding, liveStanding } from "@/lib/rollout/cap/live-queries";
import { readFleet } from "@/lib/rollout/members/fleet-reading";
import { type StateCounts, sumTallies } from "@/lib/rollout/members/member-counts";

/** What a watcher is told. */
export interface LiveChange extends LiveStanding {
  counts: StateCounts;
  /** When the members were counted, RFC 3339 UTC: in a large rollout a moment before the rest was read. */
  countedAt: string;
}

interface Watcher {
  /** Who watches: nobody may take all streams. */
  actor: string;
  tell(change: LiveChange): void;
  close(): void;
}

interface Watch {
  watchers: Set<Watcher>;
  last: LiveChange | null;
  /** The revision that the members were last counted at. */
  countedRevision: string | null;
}

interface Hub {
  watches: Map<number, Watch>;
  closing: boolean;
}

/** A change is to be seen within a second, and something has to be left of it for what happens before and after. */
const pollMs = 500;

// One hub even where Next loads this module more than once.
const kept = globalThis as { rollcallLiveHub?: Hub };

function hub(): Hub {
  if (kept.rollcallLiveHub) return kept.rollcallLiveHub;
  const made: Hub = { watches: new Map(), closing: false };
  kept.rollcallLiveHub = made;
  // Next waits at the end until every connection is closed, and these never would be.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => closeAll(made));
  return made;
}

function closeAll(all: Hub): void {
  all.closing = true;
  for (const { watchers } of [...all.watches.values()]) for (const watcher of [...watchers]) watcher.close();
}

/**
 * Begins to watch: `tell` is called at once with how it stands, then after each change. Returns how to stop.
 * @throws AppError 503 `too_many_streams`, `stopping`
 */
export function watchRollout(rolloutId: number, watcher: Watcher): () => void {
  const all = hub();
  if (all.closing)
    throw unavailable("stopping", "Rollcall is about to stop. Connect again in a few seconds.", 5);
  const watchers = [...all.watches.values()].flatMap((watch) => [...watch.watchers]);
  const own = watchers.filter(({ actor }) => actor === watcher.actor).length;
  if (watchers.length >= env().ROLLCALL_MAX_STREAMS || own >= env().ROLLCALL_MAX_STREAMS_PER_ACTOR) {
    throw unavailable(
      "too_many_streams",
      "Too many pages are being kept live at the moment. Reload the page to see the newest numbers.",
      30,
    );
  }
  let watch = all.watches.get(rolloutId);
  if (watch) {
    watch.watchers.add(watcher);
    if (watch.last) watcher.tell(watch.last);
  } else {
    watch = { watchers: new Set([watcher]), last: null, countedRevision: null };
    all.watches.set(rolloutId, watch);
    void poll(rolloutId, watch);
  }
  const joined = watch;
  return () => {
    joined.watchers.delete(watcher);
    if (joined.watchers.size === 0 && all.watches.get(rolloutId) === joined) all.watches.delete(rolloutId);
  };
}

function unavailable(code: string, detail: string, seconds: number): AppError {
  return new AppError(503, code, detail, {}, { "Retry-After": String(seconds) });
}

/** One turn after the other, so that a slow database is not asked again before it has answered. */
async function poll(rolloutId: number, watch: Watch): Promise<void> {
  while (watch.watchers.size > 0) {
    const startedMs = performance.now();
    try {
      await look(rolloutId, watch);
    } catch (err) {
      log.warn({ err, rolloutId }, "a watched rollout could not be read; it is read again in a moment");
    }
    const restMs = Math.max(0, pollMs - (performance.now() - startedMs));
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

async function look(rolloutId: number, watch: Watch): Promise<void> {
  const standing = await liveStanding(pool(), rolloutId);
  if (standing === null) {
    for (const watcher of [...watch.watchers]) watcher.close();
    return;
  }
  if (watch.last?.revision === standing.revision && watch.countedRevision === standing.revision) return;
  const fleet = await readFleet(pool(), rolloutId, standing.revision);
  const countedAt = asTimestamp(fleet.readAt);
  const counted = countedAt !== watch.last?.countedAt;
  watch.countedRevision = fleet.revision;
  if (watch.last?.revision === standing.revision && !counted) return;
  watch.last = { ...standing, counts: sumTallies(fleet.value.tallies).counts, countedAt };
  for (const watcher of [...watch.watchers]) watcher.tell(watch.last);
}
