/** What was done about a client, newest first. */
import { refuseUnless } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { applianceOfClient } from "@/lib/rollout/members/change-client";

/** One deed. `detail`: what it was done with. */
export interface WorkEvent {
  id: number;
  rolloutId: number;
  batchId: number | null;
  deed: string;
  at: number;
  byName: string;
  detail: Record<string, unknown>;
}

const eventsAtMost = 200;

/** @throws AppError 403, 404 */
export async function itemHistory(ctx: Ctx, clientId: number): Promise<WorkEvent[]> {
  refuseUnless(ctx, "work.read", await applianceOfClient(ctx.db, clientId));
  const { rows } = await ctx.db.query<WorkEvent>(
    `SELECT id, rollout_id AS "rolloutId", batch_id AS "batchId", deed, at, by_name AS "byName", detail
       FROM work_event WHERE client_id = $1 ORDER BY at DESC, id DESC LIMIT ${eventsAtMost}`,
    [clientId],
  );
  return rows;
}
