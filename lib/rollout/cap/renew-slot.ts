/** A client that still needs its slot has the lease extended. */
import { refuseUnless } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, prepared } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { type AppError, conflict, notFound } from "@/lib/platform/errors";
import { type HeldSlot, heldSlotColumns } from "./slot-store";

/** The appliance of a slot the actor may use. @throws AppError 403, 404 */
export async function applianceOfSlot(ctx: Ctx, slotId: number): Promise<number> {
  const { rows } = await ctx.db.query<{ applianceId: number }>(
    prepared('SELECT appliance_id AS "applianceId" FROM slot WHERE id = $1'),
    [slotId],
  );
  if (!rows[0]) throw notFound("slot", slotId);
  refuseUnless(ctx, "slot.use", rows[0].applianceId);
  return rows[0].applianceId;
}

/** What a fence that is not (or no longer) the slot's gets. */
export function staleFence(slotId: number): AppError {
  return conflict(
    "stale_fence",
    `Slot ${slotId} is not held under this fence (any more): its lease ran out, it was released, or the fence is another's. Ask for a slot again.`,
  );
}

/** How often one lease may be extended: a key that leaked must not keep a slot for ever. @throws AppError 409 `renewals_exhausted` */
async function refuseEndlessRenewals(ctx: Ctx, slotId: number, fence: number): Promise<void> {
  const most = env().ROLLCALL_SLOT_RENEWALS_MAX;
  const { rows } = await ctx.db.query<{ renewals: number }>(
    prepared("SELECT renewals FROM slot WHERE id = $1 AND fence = $2 AND ended_at IS NULL"),
    [slotId, fence],
  );
  if ((rows[0]?.renewals ?? 0) < most) return;
  throw conflict(
    "renewals_exhausted",
    `Slot ${slotId} was renewed ${most} times, which is the most that is allowed. Give it back and ask again, or raise ROLLCALL_SLOT_RENEWALS_MAX.`,
  );
}

/** One lease more from now. Whoever renews a pushed slot has heard of it. A lease that ran out is over, swept up or not. @throws AppError 403, 404, 409 `stale_fence`, `renewals_exhausted` */
export async function renewSlot(ctx: Ctx, slotId: number, fence: number): Promise<HeldSlot> {
  await applianceOfSlot(ctx, slotId);
  await refuseEndlessRenewals(ctx, slotId, fence);
  const { rows } = await ctx.db.query<HeldSlot>(
    prepared(`UPDATE slot SET lease_until = GREATEST(lease_until, $3::timestamptz + make_interval(mins => lease_minutes)),
            renewals = renewals + 1, renewed_at = $3, judged = false,
            delivered_at = CASE WHEN asked_by = 'push' THEN COALESCE(delivered_at, $3) ELSE delivered_at END
      WHERE id = $1 AND fence = $2 AND ended_at IS NULL AND lease_until > $3
      RETURNING ${heldSlotColumns}`),
    [slotId, fence, asTimestamp(ctx.now)],
  );
  if (!rows[0]) throw staleFence(slotId);
  return rows[0];
}
