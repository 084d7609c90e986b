/** Rules about rollouts as a whole. */
import { standstillMinutes } from "@/lib/core/alerts/rule";
import { comingStates } from "@/lib/core/member";
import { hoursTooEarly, previousRelease, siteWaitHours } from "@/lib/core/release";
import { asTimestamp } from "@/lib/platform/db";
import { loadSiteReleases } from "@/lib/rollout/members/store";
import type { FindConditions } from "./condition";

const hour = 3_600_000;

/** No member has checked in for `afterMinutes`, while some of those who could come are still to come. */
export const noProgress: FindConditions = async ({ db, scope, when, now }) => {
  const { rows } = await db.query<{
    rolloutId: number;
    applianceId: number;
    appliance: string;
    release: string;
    lastAt: number;
    checkedIn: boolean;
    open: number;
    total: number;
  }>(
    `SELECT o.id AS "rolloutId", o.appliance_id AS "applianceId", a.name AS appliance, r.name AS release,
            COALESCE(p.at, r.installed_at) AS "lastAt", p.at IS NOT NULL AS "checkedIn", m.open, m.total
       FROM rollout o JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id
       CROSS JOIN LATERAL (
         SELECT sum(members) FILTER (WHERE state::text = ANY($6) AND kind <> 'button') AS open,
                COALESCE(sum(members) FILTER (WHERE state <> 'excluded'), 0) AS total
           FROM rollout_tally t WHERE t.rollout_id = o.id
            AND ($4::text[] IS NULL OR t.kind = ANY($4)) AND ($5::text[] IS NULL OR t.group_name = ANY($5))) m
       CROSS JOIN LATERAL (
         SELECT max(minute) AS at FROM (
           SELECT minute FROM check_in_tally c WHERE c.rollout_id = o.id GROUP BY minute HAVING sum(members) > 0) seen) p
      WHERE o.status IN ('open', 'held') AND ($1::int[] IS NULL OR o.appliance_id = ANY($1)) AND m.open > 0
        AND COALESCE(p.at, r.installed_at) <= $2::timestamptz - make_interval(mins => $3)`,
    [
      scope.applianceIds ?? null,
      asTimestamp(now),
      when.afterMinutes ?? standstillMinutes,
      scope.kinds ?? null,
      scope.groups ?? null,
      comingStates,
    ],
  );
  return rows.map(({ rolloutId, applianceId, appliance, release, lastAt, checkedIn, open, total }) => ({
    scopeKey: `appliance:${applianceId}`,
    applianceId,
    rolloutId,
    count: open,
    total,
    facts: { appliance, release, lastAt, checkedIn },
  }));
};

/** Rollcall holds a rollout by itself. A person who holds one knows it. */
export const halted: FindConditions = async ({ db, scope }) => {
  const { rows } = await db.query<{
    rolloutId: number;
    applianceId: number;
    appliance: string;
    release: string;
    heldAt: number;
    reason: string | null;
  }>(
    `SELECT o.id AS "rolloutId", o.appliance_id AS "applianceId", a.name AS appliance, r.name AS release,
            o.held_at AS "heldAt", o.halt->>'code' AS reason
       FROM rollout o JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id
      WHERE o.status = 'held' AND o.halt IS NOT NULL AND ($1::int[] IS NULL OR o.appliance_id = ANY($1))`,
    [scope.applianceIds ?? null],
  );
  return rows.map(({ rolloutId, applianceId, ...facts }) => ({
    scopeKey: `rollout:${rolloutId}`,
    applianceId,
    rolloutId,
    count: 1,
    total: null,
    facts,
  }));
};

/** Guides: at least 24 hours between two site packages. Said for as long after the second. */
export const releasedTooEarly: FindConditions = async ({ db, scope, now }) => {
  const { rows } = await db.query<{ id: number; name: string; releaseId: number; installedAt: number }>(
    `SELECT DISTINCT ON (a.id) a.id, a.name, r.id AS "releaseId", r.installed_at AS "installedAt"
       FROM appliance a JOIN release r ON r.appliance_id = a.id AND r.kind = 'site' AND r.withdrawn_at IS NULL
      WHERE $1::int[] IS NULL OR a.id = ANY($1) ORDER BY a.id, r.installed_at DESC, r.id DESC`,
    [scope.applianceIds ?? null],
  );
  const recent = rows.filter(({ installedAt }) => now - installedAt < siteWaitHours * hour);
  const found = await Promise.all(
    recent.map(async ({ id, name, releaseId }) => {
      const releases = await loadSiteReleases(db, id);
      const release = releases.find((one) => one.id === releaseId);
      const previous = release ? previousRelease(releases, release) : null;
      const hours = release ? hoursTooEarly(release, previous) : null;
      if (!release || !previous || hours === null) return [];
      return [
        {
          scopeKey: `release:${releaseId}`,
          applianceId: id,
          rolloutId: null,
          count: 1,
          total: null,
          facts: {
            appliance: name,
            release: release.version,
            previous: previous.version,
            hours: Math.trunc((release.installedAt - previous.installedAt) / hour),
            wait: siteWaitHours,
          },
        },
      ];
    }),
  );
  return found.flat();
};
