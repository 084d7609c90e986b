/** Items that somebody held and that have closed lately, with what closed them; the newest first. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { ClientKind } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import type { StoredReason } from "@/lib/rollout/members/explain";
import { reasonsOfMembers } from "@/lib/rollout/members/reasons-of-members";
import { isItem } from "./item-source";

/** Instants in epoch milliseconds. */
export interface ClosedItem {
  id: number;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  rolloutId: number;
  kind: ClientKind;
  name: string;
  site: string | null;
  /** Where its client stands now, and why: that closed it. */
  state: MemberState;
  reason: StoredReason;
  closedAt: number;
  /** Who reported it done for this rollout, if anybody did. */
  doneBy: string | null;
  doneAt: number | null;
}

const dayMs = 24 * 3_600_000;

/**
 * Of rollouts that go on, where the actor may see the list. An item is not stored: it has closed where somebody still holds the row of a
 * client whose member calls for nothing any more.
 * `days`: how far back. @throws AppError 403
 */
export async function listClosedItems(
  ctx: Ctx,
  assigneeId: string,
  limit: number,
): Promise<{ items: ClosedItem[]; total: number; days: number }> {
  const { ROLLCALL_WORK_CLOSED_DAYS: days } = env();
  const where = refuseUnlessSomewhere(ctx, "work.read");
  const { rows } = await ctx.db.query<Omit<ClosedItem, "reason"> & { code: ReasonCode; total: number }>(
    `SELECT c.id, n.appliance_id AS "applianceId", a.name AS "applianceName", a.time_zone AS "timeZone", n.rollout_id AS "rolloutId", c.kind,
            c.name, c.site, n.state, n.reason_code AS code, n.state_since AS "closedAt",
            CASE WHEN w.state = 'done' AND w.rollout_id = n.rollout_id THEN w.done_by END AS "doneBy",
            CASE WHEN w.state = 'done' AND w.rollout_id = n.rollout_id THEN w.done_at END AS "doneAt", count(*) OVER () AS total
       FROM work_item w JOIN client_now n ON n.client_id = w.client_id AND n.stands
       JOIN rollout r ON r.id = n.rollout_id AND r.status IN ('opening', 'open', 'held')
       JOIN client c ON c.id = w.client_id JOIN appliance a ON a.id = n.appliance_id
       LEFT JOIN slot s ON s.client_id = n.client_id AND s.rollout_id = n.rollout_id AND s.ended_at IS NULL
      WHERE w.assignee_id = $1 AND NOT ${isItem} AND n.state_since > $2
        AND ($3::int[] IS NULL OR n.appliance_id = ANY($3))
      ORDER BY n.state_since DESC, c.id LIMIT $4`,
    [assigneeId, asTimestamp(ctx.now - days * dayMs), where === "all" ? null : [...where], limit],
  );
  const reasons = new Map<number, StoredReason>();
  for (const rolloutId of new Set(rows.map((row) => row.rolloutId))) {
    const ids = rows.filter((row) => row.rolloutId === rolloutId).map(({ id }) => id);
    for (const [id, { code, inputs }] of await reasonsOfMembers(ctx.db, rolloutId, ids, ctx.now))
      reasons.set(id, { code, inputs });
  }
  return {
    items: rows.map(({ code, total: _total, ...row }) => ({
      ...row,
      reason: reasons.get(row.id) ?? { code, inputs: {} },
    })),
    total: rows[0]?.total ?? 0,
    days,
  };
}
