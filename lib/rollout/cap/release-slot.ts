/** Slots given back: by their holder, through FleetLock, or by a person. `done` frees the slot and proves nothing. */
import { appliancesFor, refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { databaseNow, inTransaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { afterSlotsEnded } from "./after-slots-ended";
import { type EndedSlot, endSlots } from "./end-slots";
import { applianceOfSlot, staleFence } from "./renew-slot";
import { findSlotClient, type SlotAsk } from "./slot-client";
import { findHeldSlot } from "./slot-store";

/**
 * The holder gives its slot back. Saying it again is answered the same; another fence, or a lease that ran out, is not.
 * @throws AppError 403, 404, 409 `stale_fence`
 */
export async function releaseSlot(
  ctx: Ctx,
  slotId: number,
  fence: number,
  outcome: "done" | "failed",
): Promise<EndedSlot> {
  const appliances = appliancesFor(ctx.actor, "slot.use");
  const ended = await endSlots(
    ctx.db,
    {
      condition:
        "s.id = $5 AND s.fence = $6 AND s.lease_until > $1 AND ($7::int[] IS NULL OR s.appliance_id = ANY($7))",
      parameters: [slotId, fence, appliances === "all" ? null : appliances],
    },
    { outcome, byName: ctx.actor.name },
    ctx.now,
  );
  await afterSlotsEnded(ctx, ended);
  if (ended[0]) return ended[0];
  await applianceOfSlot(ctx, slotId);
  return findReleased(ctx, slotId, fence);
}

/** A slot that this fence gave back before, or that a check-in freed meanwhile. */
async function findReleased(ctx: Ctx, slotId: number, fence: number): Promise<EndedSlot> {
  const { rows } = await ctx.db.query<EndedSlot>(
    `SELECT id, appliance_id AS "applianceId", rollout_id AS "rolloutId", client_id AS "clientId", outcome,
            failed_attempt AS "failedAttempt", ended_at AS "endedAt" FROM slot
      WHERE id = $1 AND fence = $2 AND outcome IN ('done', 'failed', 'checked_in', 'excluded')`,
    [slotId, fence],
  );
  if (!rows[0]) throw staleFence(slotId);
  return rows[0];
}

/** FleetLock's UnlockIfHeld: whoever holds nothing has nothing to give back. Returns whether a slot was freed. @throws AppError 403, 404 */
export async function releaseIfHeld(ctx: Ctx, ask: SlotAsk): Promise<boolean> {
  refuseUnless(ctx, "slot.use", ask.applianceId);
  const client = await findSlotClient(ctx.db, ask, "jump_client");
  const held = await findHeldSlot(ctx.db, client.id);
  if (!held) return false;
  const ended = await endSlots(
    ctx.db,
    { condition: "s.id = $5 AND s.lease_until > $1", parameters: [held.id] },
    { outcome: "done", byName: ctx.actor.name },
    ctx.now,
  );
  await afterSlotsEnded(ctx, ended);
  return ended.length > 0;
}

/** A person takes a slot back and says why; the member is queued again and no attempt is counted. @throws AppError 403, 404, 409 `not_held` */
export async function releaseSlotByPerson(ctx: Ctx, slotId: number, reason: string): Promise<EndedSlot> {
  const applianceId = await applianceOfSlot(ctx, slotId);
  refuseUnless(ctx, "slot.release", applianceId);
  const ended = await inTransaction(ctx.db, async (tx) => {
    const slots = await endSlots(
      tx,
      { condition: "s.id = $5", parameters: [slotId] },
      { outcome: "released", byName: ctx.actor.name, reason },
      await databaseNow(tx),
    );
    if (slots[0]) {
      await recordAudit(tx, ctx, {
        deed: "slot.release",
        applianceId,
        subjectType: "slot",
        subjectId: slotId,
        after: { reason, clientId: slots[0].clientId },
      });
    }
    return slots;
  });
  if (!ended[0])
    throw new AppError(
      409,
      "not_held",
      `Slot ${slotId} is not held any more. Reload the page to see who holds one.`,
    );
  await afterSlotsEnded(ctx, ended);
  return ended[0];
}
