import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { reasonAnswer, writeReason } from "@/app/api/v1/clients/client-answer";
import { clientKinds } from "@/lib/core/client";
import { memberStates } from "@/lib/core/member";
import { listClosedItems } from "@/lib/work/closed-items";

const closedAnswer = z.object({
  id: z.int().meta({ description: "Its client's." }),
  applianceId: z.int(),
  rolloutId: z.int(),
  kind: z.enum(clientKinds),
  name: z.string(),
  site: z.string().nullable(),
  state: z.enum(memberStates),
  reason: reasonAnswer.nullable().meta({ description: "What closed it." }),
  closedAt: instantAnswer,
  doneAt: instantAnswer.nullable(),
  doneBy: z.string().nullable(),
});

export const GET = route(
  {
    operation: {
      id: "listClosedWorkItems",
      summary: "What somebody held that closed lately, and what closed it",
      tag: "work",
      description: "Of the last `days`, which ROLLCALL_WORK_CLOSED_DAYS sets.",
    },
    deed: "work.read",
    query: z.object({
      assignee: z.string().min(1).max(100).default("me").meta({
        description: "A person's id; `me`: whoever asks (a key holds nothing).",
      }),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answers: { 200: z.object({ items: z.array(closedAnswer), total: z.int(), days: z.int() }) },
  },
  async ({ ctx, query: { assignee, limit } }) => {
    const { items, total, days } = await listClosedItems(
      ctx,
      assignee === "me" ? ctx.actor.id : assignee,
      limit,
    );
    return {
      status: 200,
      body: {
        total,
        days,
        items: items.map(({ applianceName: _name, timeZone, reason, ...item }) => ({
          ...item,
          reason: writeReason(item.state, reason, timeZone),
          closedAt: writeInstant(item.closedAt),
          doneAt: writeInstant(item.doneAt),
        })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
