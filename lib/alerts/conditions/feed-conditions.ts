/** Rules about what Rollcall knows an appliance by: feeds that are quiet, lists that are old. */
import { silenceOf } from "@/lib/core/feed-quiet";
import { isPolled } from "@/lib/feeds/schema";
import { type SnapshotAge, snapshotAges } from "@/lib/fleet/appliance-queries";
import type { Sql } from "@/lib/platform/db";
import type { FindConditions } from "./condition";

const minute = 60_000;
const defaultQuietMinutes = 60;
const defaultOldMinutes = 3 * 24 * 60;

/** A feed that fails for `afterMinutes`, whose reading is overdue, or that has sent nothing for a day. */
export const feedQuiet: FindConditions = async ({ db, scope, when, now }) => {
  const feeds = await loadFeeds(db, scope.applianceIds ?? null);
  const after = (when.afterMinutes ?? defaultQuietMinutes) * minute;
  return feeds.flatMap((feed) => {
    const failing = feed.failingSince !== null && now - feed.failingSince >= after;
    const silence = silenceOf({ ...feed, isPolled: isPolled(feed.type) }, now);
    if (!feed.enabled || !(failing || silence !== null)) return [];
    return [
      {
        scopeKey: `feed:${feed.id}`,
        applianceId: feed.applianceId,
        rolloutId: null,
        count: 1,
        total: null,
        facts: {
          appliance: feed.appliance,
          feed: feed.name,
          feedId: feed.id,
          how: failing ? "failing" : (silence ?? "quiet"),
          sinceAt: failing ? feed.failingSince : feed.lastReadAt,
          problem: failing ? feed.problem : null,
        },
      },
    ];
  });
};

/**
 * The newest complete list of a kind that somebody is still to come of is older than `afterMinutes`. Kinds without a source
 * (nobody ever listed them) go by the clock and need none.
 */
export const exportOld: FindConditions = async ({ db, scope, when, now }) => {
  const after = (when.afterMinutes ?? defaultOldMinutes) * minute;
  const [ages, open] = await Promise.all([
    snapshotAges(db, scope.applianceIds ?? null, null),
    openKinds(db, scope.applianceIds ?? null),
  ]);
  return open.flatMap(({ applianceId, appliance, rolloutId, kinds }) => {
    const old = ages
      .filter((age) => age.applianceId === applianceId && kinds.includes(age.kind))
      .filter(({ exportedAt, kind }) => now - exportedAt >= after && (scope.kinds?.includes(kind) ?? true));
    const oldest = old.reduce<SnapshotAge | null>(
      (found, age) => (found === null || age.exportedAt < found.exportedAt ? age : found),
      null,
    );
    if (oldest === null) return [];
    return [
      {
        scopeKey: `appliance:${applianceId}`,
        applianceId,
        rolloutId,
        count: old.length,
        total: null,
        facts: { appliance, kind: oldest.kind, oldestAt: oldest.exportedAt },
      },
    ];
  });
};

interface FeedSeen {
  id: number;
  applianceId: number;
  appliance: string;
  name: string;
  type: Parameters<typeof isPolled>[0];
  enabled: boolean;
  failingSince: number | null;
  lastReadAt: number | null;
  nextRunAt: number | null;
  problem: string | null;
}

/** Every feed with what tells whether it goes. */
export async function loadFeeds(db: Sql, applianceIds: readonly number[] | null): Promise<FeedSeen[]> {
  const { rows } = await db.query<FeedSeen>(
    `SELECT f.id, f.appliance_id AS "applianceId", a.name AS appliance, f.name, f.type, f.enabled,
            f.failing_since AS "failingSince", f.last_read_at AS "lastReadAt", f.next_run_at AS "nextRunAt",
            f.problem->>'sentence' AS problem
       FROM feed f JOIN appliance a ON a.id = f.appliance_id WHERE $1::int[] IS NULL OR f.appliance_id = ANY($1) ORDER BY f.id`,
    [applianceIds],
  );
  return rows;
}

async function openKinds(db: Sql, applianceIds: readonly number[] | null) {
  const { rows } = await db.query<{
    applianceId: number;
    appliance: string;
    rolloutId: number;
    kinds: SnapshotAge["kind"][];
  }>(
    `SELECT o.appliance_id AS "applianceId", a.name AS appliance, o.id AS "rolloutId", array_agg(t.kind) AS kinds
       FROM rollout o JOIN appliance a ON a.id = o.appliance_id
       JOIN LATERAL (SELECT kind FROM rollout_tally WHERE rollout_id = o.id AND state NOT IN ('checked_in', 'excluded')
                      GROUP BY kind HAVING sum(members) > 0) t ON true
      WHERE o.status IN ('open', 'held') AND ($1::int[] IS NULL OR o.appliance_id = ANY($1)) GROUP BY o.id, a.id`,
    [applianceIds],
  );
  return rows;
}
