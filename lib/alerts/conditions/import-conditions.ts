/** Rules about imports. */
import { asTimestamp } from "@/lib/platform/db";
import type { FindConditions } from "./condition";

const defaultWaitingMinutes = 60;
/** A failure that nobody repeated is not worth a person for longer. */
export const failedDays = 7;

interface ImportSeen {
  importId: number;
  applianceId: number;
  appliance: string;
  file: string;
  at: number;
  status: string;
}

const columns = `i.id AS "importId", i.appliance_id AS "applianceId", a.name AS appliance, i.file_name AS file,
  i.created_at AS at, i.status`;

function toCondition({ importId, applianceId, ...facts }: ImportSeen) {
  return {
    scopeKey: `import:${importId}`,
    applianceId,
    rolloutId: null,
    count: 1,
    total: null,
    facts: { ...facts, importId },
  };
}

/** It waits for an answer, for `afterMinutes`. */
export const importWaiting: FindConditions = async ({ db, scope, when, now }) => {
  const { rows } = await db.query<ImportSeen>(
    `SELECT ${columns} FROM import i JOIN appliance a ON a.id = i.appliance_id
      WHERE i.status IN ('needs_mapping', 'needs_confirmation') AND i.wanted_taken_back_by IS NULL
        AND ($1::int[] IS NULL OR i.appliance_id = ANY($1)) AND i.created_at <= $2::timestamptz - make_interval(mins => $3)`,
    [scope.applianceIds ?? null, asTimestamp(now), when.afterMinutes ?? defaultWaitingMinutes],
  );
  return rows.map(toCondition);
};

/** It failed, and none of the same kind was read since. */
export const importFailed: FindConditions = async ({ db, scope, now }) => {
  const { rows } = await db.query<ImportSeen>(
    `SELECT ${columns} FROM import i JOIN appliance a ON a.id = i.appliance_id
      WHERE i.status = 'failed' AND ($1::int[] IS NULL OR i.appliance_id = ANY($1))
        AND i.created_at > $2::timestamptz - make_interval(days => ${failedDays})
        AND NOT EXISTS (SELECT 1 FROM import later WHERE later.appliance_id = i.appliance_id AND later.kind = i.kind
                          AND later.status = 'done' AND later.created_at > i.created_at)`,
    [scope.applianceIds ?? null, asTimestamp(now)],
  );
  return rows.map(toCondition);
};

/** The newest whole list found more new shadows of other clients than the threshold allows. */
export const duplicatesJump: FindConditions = async ({ db, scope }) => {
  const { rows } = await db.query<ImportSeen & { duplicates: number; accepted: number }>(
    `SELECT * FROM (
       SELECT DISTINCT ON (i.appliance_id, i.kind) ${columns}, (i.diff->>'duplicates')::int AS duplicates,
              i.rows_accepted AS accepted
         FROM import i JOIN appliance a ON a.id = i.appliance_id
        WHERE i.status = 'done' AND i.complete AND ($1::int[] IS NULL OR i.appliance_id = ANY($1))
        ORDER BY i.appliance_id, i.kind, i.exported_at DESC NULLS LAST, i.id DESC) newest
      WHERE duplicates > 0`,
    [scope.applianceIds ?? null],
  );
  return rows.map(({ duplicates, accepted, ...row }) => ({
    ...toCondition(row),
    count: duplicates,
    total: accepted,
  }));
};
