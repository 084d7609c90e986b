import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { takeBatchInput } from "@/lib/rollout/schema";
import { answerHeldSlot, heldSlotAnswer } from "../slot-answer";

export const POST = route(
  {
    operation: {
      id: "takeSlots",
      summary: "Take slots for the next clients of the queue",
      tag: "slots",
      description:
        "At most `count`, fewer when the cap leaves fewer. `leaseMinutes` suits a day's work; release each slot as its client is done.",
    },
    deed: "slot.batch",
    body: takeBatchInput,
    answers: { 201: z.object({ items: z.array(heldSlotAnswer) }) },
    problems: {
      409: "`no_open_rollout`",
      423: "Nobody could be given one: `slots_full`, `held`, `outside_window`, `not_its_turn`, `observe_mode`",
    },
  },
  async ({ ctx, body }) => ({
    status: 201,
    body: { items: (await takeBatch(ctx, body)).map(answerHeldSlot) },
  }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
