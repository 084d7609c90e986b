/** Announced upgrades that are over, and of which nobody has said yet what became of them. */
import { asTimestamp } from "@/lib/platform/db";
import type { FindConditions } from "./condition";

/** Asked for so long: after that nobody remembers the minute. */
export const askedForDays = 14;

/** It ended without an answer, and no site release was recorded since it began. */
export const windowEnded: FindConditions = async ({ db, scope, now }) => {
  const { rows } = await db.query<{
    windowId: number;
    applianceId: number;
    appliance: string;
    version: string | null;
    startsAt: number;
    endsAt: number;
    by: string;
  }>(
    `SELECT w.id AS "windowId", w.appliance_id AS "applianceId", a.name AS appliance, w.version,
            w.starts_at AS "startsAt", w.ends_at AS "endsAt", w.announced_by AS by
       FROM upgrade_window w JOIN appliance a ON a.id = w.appliance_id
      WHERE ($1::int[] IS NULL OR w.appliance_id = ANY($1)) AND w.withdrawn_at IS NULL AND w.answer IS NULL
        AND w.ends_at <= $2 AND w.ends_at > $2::timestamptz - make_interval(days => ${askedForDays})
        AND NOT EXISTS (SELECT 1 FROM release r WHERE r.appliance_id = w.appliance_id AND r.kind = 'site'
                          AND r.withdrawn_at IS NULL AND r.installed_at >= w.starts_at)`,
    [scope.applianceIds ?? null, asTimestamp(now)],
  );
  return rows.map(({ windowId, applianceId, ...facts }) => ({
    scopeKey: `window:${windowId}`,
    applianceId,
    rolloutId: null,
    count: 1,
    total: null,
    facts: { ...facts, windowId },
  }));
};
