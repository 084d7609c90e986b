/** Read models of slots: who holds one, who held one, and how many were in use over time. */
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, databaseNow, type Sql } from "@/lib/platform/db";
import type { SlotOutcome } from "./end-slots";
import type { AskedBy } from "./slot-store";

/** A slot with its client. Instants in epoch milliseconds. */
export interface SlotRow {
  id: number;
  applianceId: number;
  rolloutId: number;
  /** The release that the client was to fetch. */
  releaseName: string;
  /** Unique within the appliance while it is held. */
  number: number;
  /** Grows with every slot of the appliance: whoever comes with an older one holds nothing. */
  fence: number;
  clientId: number;
  clientName: string;
  hostname: string | null;
  kind: ClientKind;
  /** The group that its sub-cap was counted under. */
  group: string | null;
  wave: number;
  /** `null`: the wave of everybody who fits no other. */
  waveName: string | null;
  askedBy: AskedBy;
  /** The person or key that asked; Rollcall itself for a push. */
  askedByName: string;
  grantedAt: number;
  leaseMinutes: number;
  leaseUntil: number;
  renewals: number;
  renewedAt: number | null;
  /** When the push was delivered; `null` also for slots that were asked for. */
  deliveredAt: number | null;
}

export type HeldSlotRow = SlotRow;

/** A slot that is over. */
export interface EndedSlotRow extends SlotRow {
  endedAt: number;
  outcome: SlotOutcome;
  /** Who ended it; `null`: evidence or the clock did. */
  endedByName: string | null;
  endedReason: string | null;
  /** It counts against the attempts of the client. */
  failedAttempt: boolean;
}

const slotColumns = `s.id, s.appliance_id AS "applianceId", s.rollout_id AS "rolloutId", l.name AS "releaseName",
  s.number, s.fence, s.client_id AS "clientId", c.name AS "clientName", c.hostname, s.kind, s.group_name AS "group",
  s.wave, w.name AS "waveName", s.asked_by AS "askedBy", s.asked_by_name AS "askedByName", s.granted_at AS "grantedAt",
  s.lease_minutes AS "leaseMinutes", s.lease_until AS "leaseUntil", s.renewals, s.renewed_at AS "renewedAt",
  s.delivered_at AS "deliveredAt"`;
const slotTables = `slot s JOIN client c ON c.id = s.client_id JOIN rollout r ON r.id = s.rollout_id
  JOIN release l ON l.id = r.release_id LEFT JOIN wave w ON w.rollout_id = s.rollout_id AND w.position = s.wave`;

/** Who holds a slot of the appliance now, in the order of their numbers; slots of superseded rollouts too. */
export async function heldSlots(db: Sql, applianceId: number): Promise<HeldSlotRow[]> {
  const { rows } = await db.query<HeldSlotRow>(
    `SELECT ${slotColumns} FROM ${slotTables} WHERE s.appliance_id = $1 AND s.ended_at IS NULL ORDER BY s.number`,
    [applianceId],
  );
  return rows;
}

/** Where a page of the ledger ends: the last slot on it. */
export interface LedgerPosition {
  grantedAt: number;
  id: number;
}

/** Which part of the ledger; `rolloutId` cuts it down to one rollout. */
export interface LedgerQuery {
  applianceId: number;
  rolloutId?: number | undefined;
  cursor: LedgerPosition | null;
  limit: number;
}

/** Slots that are over, the latest granted first. */
export async function slotLedger(
  db: Sql,
  { applianceId, rolloutId, cursor, limit }: LedgerQuery,
): Promise<{ items: EndedSlotRow[]; next: LedgerPosition | null; total: number }> {
  // Counted by `slot_ended_idx`, which is of rollouts.
  const counted =
    rolloutId === undefined
      ? { where: "s.rollout_id IN (SELECT id FROM rollout WHERE appliance_id = $1)", of: applianceId }
      : { where: "s.rollout_id = $1", of: rolloutId };
  const [page, all] = await Promise.all([
    db.query<EndedSlotRow>(
      `SELECT ${slotColumns}, s.ended_at AS "endedAt", s.outcome, s.ended_by_name AS "endedByName",
              s.ended_reason AS "endedReason", s.failed_attempt AS "failedAttempt"
         FROM ${slotTables}
        WHERE s.appliance_id = $1 AND s.ended_at IS NOT NULL AND ($2::int IS NULL OR s.rollout_id = $2)
          AND ($3::timestamptz IS NULL OR (s.granted_at, s.id) < ($3::timestamptz, $4::bigint))
        ORDER BY s.granted_at DESC, s.id DESC LIMIT $5`,
      [applianceId, rolloutId ?? null, asTimestamp(cursor?.grantedAt ?? null), cursor?.id ?? null, limit + 1],
    ),
    db.query<{ total: number }>(
      `SELECT count(*) AS total FROM slot s WHERE ${counted.where} AND s.ended_at IS NOT NULL`,
      [counted.of],
    ),
  ]);
  const items = page.rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: page.rows.length > limit && last ? { grantedAt: last.grantedAt, id: last.id } : null,
    total: all.rows[0]?.total ?? 0,
  };
}

/** One stretch of time: after `fromAt`, up to and with `untilAt`, epoch milliseconds. */
export interface SlotBucket {
  fromAt: number;
  untilAt: number;
  /** Held at the end of the stretch; `null` where that is still to come. */
  held: number | null;
  /** The most that were held at once within it; `null` where that is still to come. */
  peak: number | null;
  /** The cap at the end of the stretch; `null`: there was none, or nobody recorded it (`capKnown`). */
  cap: number | null;
  /** False before the first recorded change of the cap. */
  capKnown: boolean;
}

interface Step {
  bucket: number;
  last: number;
  peak: number;
}

/**
 * Slots in use from `from` to `to` (epoch milliseconds) in equal stretches. The count is exact, from when each slot was
 * granted and ended; a number that is given on within the same millisecond counts once.
 */
export async function slotsOverTime(
  db: Sql,
  applianceId: number,
  from: number,
  to: number,
  buckets: number,
): Promise<SlotBucket[]> {
  const bounds = [applianceId, asTimestamp(from), asTimestamp(to)];
  const [now, before, steps, caps] = await Promise.all([
    databaseNow(db),
    db.query<{ held: number }>(heldAtQuery, bounds.slice(0, 2)),
    db.query<Step>(stepQuery, [...bounds, buckets]),
    db.query<{ at: number; cap: number | null }>(
      "SELECT at, cap FROM cap_change WHERE appliance_id = $1 AND at <= $2 ORDER BY at, id",
      [applianceId, asTimestamp(to)],
    ),
  ]);
  const base = before.rows[0]?.held ?? 0;
  const byBucket = new Map(steps.rows.map((step) => [step.bucket, step]));
  let held = base;
  return Array.from({ length: buckets }, (_, index) => {
    const fromAt = from + Math.round(((to - from) * index) / buckets);
    const untilAt = from + Math.round(((to - from) * (index + 1)) / buckets);
    const step = byBucket.get(index + 1);
    const peak = Math.max(held, base + (step?.peak ?? Number.NEGATIVE_INFINITY));
    if (step) held = base + step.last;
    const capAt = caps.rows.findLast(({ at }) => at <= untilAt);
    const toCome = fromAt >= now;
    return {
      fromAt,
      untilAt,
      held: toCome ? null : held,
      peak: toCome ? null : peak,
      cap: capAt?.cap ?? null,
      capKnown: capAt !== undefined,
    };
  });
}

/** How many were held at `$2`: those that are held still, and those that have ended since; not the whole ledger. */
const heldAtQuery = `
  SELECT (SELECT count(*) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL AND granted_at <= $2)
       + (SELECT count(*) FROM slot
           WHERE rollout_id IN (SELECT id FROM rollout WHERE appliance_id = $1) AND ended_at > $2 AND granted_at <= $2) AS held`;

/**
 * Per stretch of time how far the count had moved since `$2` at its end, and at most. What happens within the same
 * millisecond is added up first, ends before grants: so there is at most one step per millisecond to put in order.
 */
const stepQuery = `
  WITH step AS (
    SELECT granted_at AS at, 1 AS size FROM slot WHERE appliance_id = $1 AND granted_at > $2 AND granted_at <= $3
    UNION ALL
    SELECT ended_at, -1 FROM slot WHERE rollout_id IN (SELECT id FROM rollout WHERE appliance_id = $1)
       AND ended_at > $2 AND ended_at <= $3),
  moment AS (SELECT at, sum(size) AS size FROM step GROUP BY at),
  running AS (SELECT at, sum(size) OVER (ORDER BY at ROWS UNBOUNDED PRECEDING) AS moved FROM moment)
  SELECT LEAST(ceil(extract(epoch FROM at - $2::timestamptz) / extract(epoch FROM $3::timestamptz - $2::timestamptz) * $4::int)::int, $4::int) AS bucket,
         (array_agg(moved ORDER BY at DESC))[1]::int AS last, max(moved)::int AS peak
    FROM running GROUP BY 1`;
