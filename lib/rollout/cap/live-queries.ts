/** What tells that something about a rollout has changed, by a few reads of single index entries. */
import { createHash } from "node:crypto";
import type { Sql } from "@/lib/platform/db";

/** What whoever watches a rollout is told at once. */
export interface LiveStanding {
  /** Another text whenever anything has changed; the same in every process. */
  revision: string;
  /** Slots held on the appliance. */
  held: number;
  cap: number | null;
}

/**
 * Reads it. Everything that the page shows moves one of these: a grant the fence, an end the newest `ended_at`, a
 * judgement the newest transition, a person's change the rollout or the appliance. `null` when the rollout is gone.
 */
export async function liveStanding(db: Sql, rolloutId: number): Promise<LiveStanding | null> {
  const { rows } = await db.query<{ held: number; cap: number | null; moving: unknown }>(
    `SELECT h.held, a.cap,
            jsonb_build_array(a.slot_fence, a.cap, a.sub_caps, a.slot_lease_minutes, r.status, r.mode, r.epoch, r.judged_epoch, r.unplaced,
              r.held_at, r.held_reason, r.draining_at, r.halt, r.halt_rule, r.closed_at, h.held, h.leases, h.renewals, h.delivered,
              (SELECT max(ended_at) FROM slot WHERE rollout_id = r.id AND ended_at IS NOT NULL),
              (SELECT max(at) FROM transition WHERE rollout_id = r.id),
              (SELECT max(id) FROM transition), (SELECT max(id) FROM transition_block), (SELECT max(finished_at) FROM import WHERE appliance_id = a.id),
              (SELECT jsonb_agg(jsonb_build_array(w.name, w.opened_at, w.starts_at) ORDER BY w.position) FROM wave w WHERE w.rollout_id = r.id)
            )::text AS moving
       FROM rollout r JOIN appliance a ON a.id = r.appliance_id
       CROSS JOIN LATERAL (
         SELECT count(*) AS held, max(s.lease_until) AS leases, sum(s.renewals) AS renewals, count(s.delivered_at) AS delivered
           FROM slot s WHERE s.appliance_id = a.id AND s.ended_at IS NULL) h
      WHERE r.id = $1`,
    [rolloutId],
  );
  const row = rows[0];
  if (!row) return null;
  const revision = createHash("sha1").update(String(row.moving)).digest("base64url").slice(0, 16);
  return { revision, held: row.held, cap: row.cap };
}
