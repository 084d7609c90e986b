import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { releaseSlotByPerson } from "@/lib/rollout/cap/release-slot";
import { releaseByPersonInput } from "@/lib/rollout/schema";
import { answerEndedSlot, endedSlotAnswer } from "../../slot-answer";

export const POST = route(
  {
    operation: {
      id: "releaseSlotByPerson",
      summary: "Take a slot back from its holder",
      tag: "slots",
      description: "Without its fence, with a reason. No attempt is counted; the member is queued again.",
    },
    deed: "slot.release",
    params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
    body: releaseByPersonInput,
    answers: { 200: endedSlotAnswer },
    problems: { 409: "`not_held`" },
  },
  async ({ ctx, params: { id }, body }) => ({
    status: 200,
    body: answerEndedSlot(await releaseSlotByPerson(ctx, id, body.reason)),
  }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
