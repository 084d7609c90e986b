import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import { renewSlot } from "@/lib/rollout/cap/renew-slot";
import { renewSlotInput } from "@/lib/rollout/schema";
import { answerEndedSlot, answerHeldSlot, endedSlotAnswer, heldSlotAnswer } from "../slot-answer";

const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const stale = { 409: "`stale_fence`: another fence, or the lease is over" };

export const PUT = route(
  {
    operation: {
      id: "renewSlot",
      summary: "Renew the lease of a slot",
      tag: "slots",
      description: "The lease lasts its whole length again from now.",
    },
    deed: "slot.use",
    params,
    body: renewSlotInput,
    answers: { 200: heldSlotAnswer },
    problems: stale,
    idempotency: false,
  },
  async ({ ctx, params: { id }, body }) => ({
    status: 200,
    body: answerHeldSlot(await renewSlot(ctx, id, body.fence)),
  }),
);

export const DELETE = route(
  {
    operation: {
      id: "releaseSlot",
      summary: "Give a slot back",
      tag: "slots",
      description:
        "`done` frees it and proves nothing: the client counts as checked in when it is seen on the release. `failed` is a failed attempt. Repeating it answers the same.",
    },
    deed: "slot.use",
    params,
    query: z.object({ fence: idParam, outcome: z.enum(["done", "failed"]).default("done") }),
    answers: { 200: endedSlotAnswer },
    problems: stale,
    idempotency: false,
  },
  async ({ ctx, params: { id }, query: { fence, outcome } }) => ({
    status: 200,
    body: answerEndedSlot(await releaseSlot(ctx, id, fence, outcome)),
  }),
);

export const { GET, POST, PATCH } = otherMethods("PUT", "DELETE");
