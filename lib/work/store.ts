/** The writes of the work list and the reading that they rest on. */
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { asTimestamp, type Sql, type Tx } from "@/lib/platform/db";
import type { StoredWork } from "./next-row";

/** Deeds of an appliance's work list take turns. Taken after the rollout and members, before the appliance and slots. */
export async function lockWork(tx: Tx, applianceId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('work'), $1)", [applianceId]);
}

/** A client with its member in the rollout that goes on, its row and the slot that it holds. */
export interface LoadedWork {
  clientId: number;
  name: string;
  state: MemberState | null;
  reasonCode: ReasonCode | null;
  row: StoredWork | null;
  slot: { id: number; byHand: boolean; byId: string | null; byName: string } | null;
}

const rowJson = `CASE WHEN w.client_id IS NOT NULL THEN json_build_object(
  'rolloutId', w.rollout_id, 'assigneeId', w.assignee_id, 'assigneeName', w.assignee_name, 'state', w.state, 'slotId', w.slot_id,
  'startedAt', round(extract(epoch FROM w.started_at) * 1000), 'startedBy', w.started_by,
  'doneAt', round(extract(epoch FROM w.done_at) * 1000), 'doneBy', w.done_by,
  'failedAt', round(extract(epoch FROM w.failed_at) * 1000), 'failedBy', w.failed_by, 'failedReason', w.failed_reason,
  'note', w.note, 'rev', w.rev) END AS row`;

/** Those of these clients that stand; `rolloutId` null: none goes on, and nobody is a member. */
export async function loadWork(
  db: Sql,
  applianceId: number,
  rolloutId: number | null,
  clientIds: readonly number[],
): Promise<LoadedWork[]> {
  const { rows } = await db.query<LoadedWork>(
    `SELECT c.id AS "clientId", c.name, CASE WHEN n.rollout_id = $3 THEN n.state END AS state,
            CASE WHEN n.rollout_id = $3 THEN n.reason_code END AS "reasonCode", ${rowJson},
            CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'byHand', s.asked_by = 'batch', 'byId', s.asked_by_id,
              'byName', s.asked_by_name) END AS slot
       FROM client c JOIN client_now n ON n.client_id = c.id
       LEFT JOIN work_item w ON w.client_id = c.id
       LEFT JOIN slot s ON s.client_id = c.id AND s.rollout_id = $3 AND s.ended_at IS NULL
      WHERE c.id = ANY($1::int[]) AND c.appliance_id = $2 AND n.stands ORDER BY c.id`,
    [clientIds, applianceId, rolloutId],
  );
  return rows;
}

/** Writes rows whole. Only under `lockWork`. */
export async function writeWork(
  tx: Tx,
  applianceId: number,
  rows: ReadonlyMap<number, StoredWork>,
  now: number,
): Promise<void> {
  if (rows.size === 0) return;
  const at = asTimestamp;
  await tx.query(
    `INSERT INTO work_item (client_id, appliance_id, rollout_id, assignee_id, assignee_name, state, slot_id, started_at, started_by,
            done_at, done_by, failed_at, failed_by, failed_reason, note, rev, updated_at)
     SELECT r.id, $2, r.rollout_id, r.assignee_id, r.assignee_name, r.state, r.slot_id, r.started_at, r.started_by, r.done_at, r.done_by,
            r.failed_at, r.failed_by, r.failed_reason, r.note, r.rev, $3
       FROM jsonb_to_recordset($1) AS r(id int, rollout_id int, assignee_id text, assignee_name text, state text, slot_id bigint,
            started_at timestamptz, started_by text, done_at timestamptz, done_by text, failed_at timestamptz, failed_by text,
            failed_reason text, note text, rev int)
     ON CONFLICT (client_id) DO UPDATE SET rollout_id = EXCLUDED.rollout_id, assignee_id = EXCLUDED.assignee_id,
            assignee_name = EXCLUDED.assignee_name, state = EXCLUDED.state, slot_id = EXCLUDED.slot_id,
            started_at = EXCLUDED.started_at, started_by = EXCLUDED.started_by, done_at = EXCLUDED.done_at, done_by = EXCLUDED.done_by,
            failed_at = EXCLUDED.failed_at, failed_by = EXCLUDED.failed_by, failed_reason = EXCLUDED.failed_reason,
            note = EXCLUDED.note, rev = EXCLUDED.rev, updated_at = EXCLUDED.updated_at`,
    [
      JSON.stringify(
        [...rows].map(([id, row]) => ({
          id,
          rollout_id: row.rolloutId,
          assignee_id: row.assigneeId,
          assignee_name: row.assigneeName,
          state: row.state,
          slot_id: row.slotId,
          started_at: at(row.startedAt),
          started_by: row.startedBy,
          done_at: at(row.doneAt),
          done_by: row.doneBy,
          failed_at: at(row.failedAt),
          failed_by: row.failedBy,
          failed_reason: row.failedReason,
          note: row.note,
          rev: row.rev,
        })),
      ),
      applianceId,
      asTimestamp(now),
    ],
  );
}

/** What was done to these clients, for their history. */
export async function recordEvents(
  tx: Tx,
  event: {
    applianceId: number;
    rolloutId: number;
    batchId: number | null;
    deed: string;
    byName: string;
    detail: unknown;
    now: number;
  },
  clientIds: readonly number[],
): Promise<void> {
  if (clientIds.length === 0) return;
  await tx.query(
    `INSERT INTO work_event (client_id, appliance_id, rollout_id, batch_id, deed, at, by_name, detail)
     SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM unnest($1::int[]) AS id`,
    [
      clientIds,
      event.applianceId,
      event.rolloutId,
      event.batchId,
      event.deed,
      asTimestamp(event.now),
      event.byName,
      JSON.stringify(event.detail),
    ],
  );
}
