/** Slots as the API answers them. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { type EndedSlot, slotOutcomes } from "@/lib/rollout/cap/end-slots";
import type { HeldSlot } from "@/lib/rollout/cap/slot-store";

export const heldSlotAnswer = z.looseObject({
  id: z.int(),
  applianceId: z.int(),
  rolloutId: z.int(),
  clientId: z.int(),
  number: z.int().meta({ description: "Unique within the appliance while it is held." }),
  fence: z.int().meta({ description: "Only ever grows; whoever renews or releases must name it." }),
  askedBy: z.enum(["api", "fleetlock", "batch", "push"]),
  grantedAt: instantAnswer,
  leaseUntil: instantAnswer,
});

export const endedSlotAnswer = z.object({
  id: z.int(),
  applianceId: z.int(),
  rolloutId: z.int(),
  clientId: z.int(),
  outcome: z.enum(slotOutcomes),
  failedAttempt: z
    .boolean()
    .meta({ description: "Counts towards the attempts after which a person has to help." }),
  endedAt: instantAnswer,
});

export function answerHeldSlot(slot: HeldSlot): z.input<typeof heldSlotAnswer> {
  return { ...slot, grantedAt: writeInstant(slot.grantedAt), leaseUntil: writeInstant(slot.leaseUntil) };
}

export function answerEndedSlot(slot: EndedSlot): z.input<typeof endedSlotAnswer> {
  return { ...slot, endedAt: writeInstant(slot.endedAt) };
}
