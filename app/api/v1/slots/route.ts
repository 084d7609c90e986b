import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { clientKinds } from "@/lib/core/client";
import { isInstant } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { slotOutcomes } from "@/lib/rollout/cap/end-slots";
import { type EndedSlotRow, heldSlots, type SlotRow, slotLedger } from "@/lib/rollout/cap/slot-queries";
import { askSlotInput } from "@/lib/rollout/schema";
import { answerHeldSlot, heldSlotAnswer } from "./slot-answer";

export const POST = route(
  {
    operation: {
      id: "askSlot",
      summary: "Ask for a slot for a client",
      tag: "slots",
      description:
        "Every request is decided anew; `Idempotency-Key` is not needed. A client that holds a slot is answered 200 with it.",
    },
    deed: "slot.use",
    body: askSlotInput,
    answers: { 200: heldSlotAnswer, 201: heldSlotAnswer },
    problems: {
      404: "The appliance has no such client",
      409: "`already_checked_in`, `no_open_rollout`, `excluded`, `attempts_exhausted`: asking again is of no use; `several_clients`: name the kind",
      423: "`slots_full`, `held`, `outside_window`, `not_its_turn`, `observe_mode`: ask again after `Retry-After` seconds",
    },
    idempotency: false,
  },
  async ({ ctx, body }) => {
    const outcome = await askSlot(ctx, body, "api");
    if (outcome.kind === "granted") {
      return { status: outcome.fresh ? 201 : 200, body: answerHeldSlot(outcome.slot) };
    }
    const headers: Record<string, string> =
      outcome.retryAfterSeconds === null ? {} : { "Retry-After": String(outcome.retryAfterSeconds) };
    throw new AppError(outcome.status, outcome.code, outcome.detail, { params: outcome.params }, headers);
  },
);

const slotAnswer = z.looseObject({
  ...heldSlotAnswer.shape,
  clientName: z.string(),
  hostname: z.string().nullable(),
  kind: z.enum(clientKinds),
  group: z.string().nullable(),
  wave: z.int(),
  askedByName: z.string(),
  leaseMinutes: z.int(),
  renewals: z.int(),
  renewedAt: instantAnswer.nullable(),
  deliveredAt: instantAnswer.nullable(),
  endedAt: instantAnswer.nullable(),
  outcome: z.enum(slotOutcomes).nullable(),
  endedByName: z.string().nullable(),
  endedReason: z.string().nullable(),
  failedAttempt: z.boolean(),
});

export const GET = route(
  {
    operation: {
      id: "listSlots",
      summary: "Who holds a slot; with `history=1` who held one",
      tag: "slots",
      description: "Held: all of them, by number. History: the latest granted first, page by page.",
    },
    deed: "slot.read",
    query: z.object({
      applianceId: idParam,
      rolloutId: idParam.optional(),
      history: z.enum(["0", "1"]).default("0"),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(slotAnswer) },
  },
  async ({ ctx, query }) => {
    refuseUnless(ctx, "slot.read", query.applianceId);
    if (query.history === "0") {
      const items = await heldSlots(ctx.db, query.applianceId);
      return { status: 200, body: { items: items.map(answerSlot), nextCursor: null, total: items.length } };
    }
    const position = z.object({ grantedAt: z.number().refine(isInstant), id: z.int().nonnegative() });
    const { items, next, total } = await slotLedger(ctx.db, {
      ...query,
      cursor: readCursor(query.cursor, position),
    });
    return {
      status: 200,
      body: { items: items.map(answerSlot), nextCursor: next && writeCursor(next), total },
    };
  },
);

function answerSlot(slot: SlotRow & Partial<EndedSlotRow>): z.input<typeof slotAnswer> {
  return {
    ...slot,
    ...answerHeldSlot(slot),
    renewedAt: writeInstant(slot.renewedAt),
    deliveredAt: writeInstant(slot.deliveredAt),
    endedAt: writeInstant(slot.endedAt ?? null),
    outcome: slot.outcome ?? null,
    endedByName: slot.endedByName ?? null,
    endedReason: slot.endedReason ?? null,
    failedAttempt: slot.failedAttempt ?? false,
  };
}

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
