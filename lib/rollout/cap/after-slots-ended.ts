/** What follows when slots ended. */
import type { Ctx } from "@/lib/platform/context";
import type { EndedSlot } from "./end-slots";
import { judgeSlotMember } from "./judge-slot";
import { judgeSlotMembers } from "./judge-slots";

/** Members judged, halts looked at, and the freed slots given to the next. */
export async function afterSlotsEnded(ctx: Ctx, ended: readonly EndedSlot[]): Promise<void> {
  for (const rolloutId of new Set(ended.map((slot) => slot.rolloutId))) {
    const own = ended.filter((slot) => slot.rolloutId === rolloutId);
    const [only, another] = own;
    if (only && !another) await judgeSlotMember(rolloutId, { ctx, ...only });
    else {
      const clientIds = own.map(({ clientId }) => clientId);
      await judgeSlotMembers(ctx, rolloutId, clientIds);
    }
    if (own.some(({ failedAttempt }) => failedAttempt)) await ctx.enqueue("rollout.haltCheck", { rolloutId });
  }
  for (const applianceId of new Set(ended.map((slot) => slot.applianceId))) {
    await ctx.enqueue("slot.grant", { applianceId });
  }
}
