/** The only place that ends slots. Freeing one is always safe, so it needs no lock but the slot's own row. */
import { asTimestamp, prepared, type Sql, type Tx } from "@/lib/platform/db";
import type { GrantBasis } from "./slot-store";

/** How a slot ended. `released`: by a person; `withdrawn`: nothing stands of the client any more. */
export const slotOutcomes = [
  "checked_in",
  "excluded",
  "done",
  "failed",
  "expired",
  "undelivered",
  "released",
  "withdrawn",
] as const;
export type SlotOutcome = (typeof slotOutcomes)[number];

export interface EndedSlot {
  id: number;
  applianceId: number;
  rolloutId: number;
  clientId: number;
  outcome: SlotOutcome;
  /** Counts towards the failed attempts after which a person has to help. */
  failedAttempt: boolean;
  /** Epoch milliseconds. */
  endedAt: number;
}

/** Which held slots: a condition over `s` with parameters from `$5` on. */
export interface WhichSlots {
  condition: string;
  parameters: unknown[];
}

export interface SlotEnd {
  outcome: SlotOutcome;
  byName: string;
  reason?: string;
}

/**
 * Ends the held slots that `which` picks. A push that nobody took was no attempt: its running out is `undelivered`.
 * The members are to be judged afterwards (`judgeSlotMembers`).
 */
export async function endSlots(db: Sql, which: WhichSlots, end: SlotEnd, now: number): Promise<EndedSlot[]> {
  const { rows } = await db.query<EndedSlot>(
    prepared(`UPDATE slot s SET ended_at = GREATEST(s.granted_at, $1), ended_by_name = $3, ended_reason = $4,
            judged = NOT EXISTS (SELECT 1 FROM rollout r WHERE r.id = s.rollout_id AND r.status IN ('opening', 'open', 'held')),
            outcome = CASE WHEN $2 = 'expired' AND s.asked_by = 'push' AND s.delivered_at IS NULL THEN 'undelivered' ELSE $2 END,
            failed_attempt = $2 = 'failed' OR ($2 = 'expired' AND (s.asked_by <> 'push' OR s.delivered_at IS NOT NULL))
      WHERE s.ended_at IS NULL AND (${which.condition})
      RETURNING id, appliance_id AS "applianceId", rollout_id AS "rolloutId", client_id AS "clientId", outcome,
                failed_attempt AS "failedAttempt", ended_at AS "endedAt"`),
    [asTimestamp(now), end.outcome, end.byName, end.reason ?? null, ...which.parameters],
  );
  return rows;
}

/** Ends what ran out in an appliance, or everywhere. Rows that somebody else is at are left for the next time. */
export async function endExpiredSlots(tx: Tx, applianceId: number | null, now: number): Promise<EndedSlot[]> {
  return endSlots(
    tx,
    {
      condition: `s.id IN (SELECT id FROM slot WHERE ended_at IS NULL AND lease_until <= $1
                            AND ($5::int IS NULL OR appliance_id = $5) ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1000)`,
      parameters: [applianceId],
    },
    { outcome: "expired", byName: "Rollcall" },
    now,
  );
}

/** Loads what to decide by under the appliance's lock; leases that ran out are ended first. */
export async function endExpiredAndLoad<B extends GrantBasis>(
  tx: Tx,
  applianceId: number,
  now: number,
  load: () => Promise<B | null>,
): Promise<{ basis: B | null; expired: EndedSlot[] }> {
  const basis = await load();
  if (basis?.soonestLeaseEnd == null || basis.soonestLeaseEnd > now) return { basis, expired: [] };
  const expired = await endExpiredSlots(tx, applianceId, now);
  return { basis: expired.length > 0 ? await load() : basis, expired };
}
