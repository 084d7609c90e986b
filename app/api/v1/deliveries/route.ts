import { z } from "zod";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { channelTypeSchema } from "@/lib/alerts/channels/schema";
import { type DeliveryDetail, listDeliveries } from "@/lib/alerts/deliveries/queries";
import { deliveryStatuses } from "@/lib/alerts/deliveries/store";
import { messageKinds } from "@/lib/alerts/message";

const deliveryAnswer = z
  .object({
    id: z.int(),
    key: z.uuid().meta({ description: "The same however often it is sent: `webhook-id`, in `Message-ID`." }),
    channel: z.object({ id: z.int(), name: z.string(), type: channelTypeSchema }).nullable().meta({
      description: "Null: a mail straight to `recipient`.",
    }),
    incidentId: z.int().nullable(),
    message: z.enum(messageKinds),
    recipient: z.string().nullable(),
    status: z.enum(deliveryStatuses).meta({
      description:
        "`dead`: given up. `cancelled`: nobody needed to hear it any more, or a newer message says it.",
    }),
    createdAt: instantAnswer,
    nextAt: instantAnswer.meta({
      description: "When it is tried next; of one that is over, when it last was.",
    }),
    deadlineAt: instantAnswer,
    endedAt: instantAnswer.nullable(),
    problem: z.string().nullable(),
    attempts: z.array(
      z.object({
        number: z.int(),
        at: instantAnswer,
        endedAt: instantAnswer.nullable(),
        outcome: z.enum(["sent", "failed"]).nullable().meta({
          description: "Null: it is under way, or nobody knows what came of it.",
        }),
        answer: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Delivery" });

function write({ tries, ...delivery }: DeliveryDetail): z.input<typeof deliveryAnswer> {
  return {
    ...delivery,
    createdAt: writeInstant(delivery.createdAt),
    nextAt: writeInstant(delivery.nextAt),
    deadlineAt: writeInstant(delivery.deadlineAt),
    endedAt: writeInstant(delivery.endedAt),
    attempts: tries.map((attempt) => ({
      ...attempt,
      at: writeInstant(attempt.at),
      endedAt: writeInstant(attempt.endedAt),
    })),
  };
}

const position = z.object({ before: z.int().positive() });

export const GET = route(
  {
    operation: {
      id: "listDeliveries",
      summary: "What was sent where, the newest first, with every attempt",
      tag: "alerts",
      description:
        "Of incidents of the appliances that one may see; tests and digests for who has all of them.",
    },
    deed: "channel.read",
    query: z.object({
      incidentId: idParam.optional(),
      channelId: idParam.optional(),
      status: z.enum(deliveryStatuses).optional(),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(deliveryAnswer) },
  },
  async ({ ctx, query: { cursor, limit, ...asked } }) => {
    const beforeId = readCursor(cursor, position)?.before ?? null;
    const { rows, total } = await listDeliveries(ctx, { ...asked, limit, beforeId });
    const page = cutPage(rows, limit, ({ id }) => ({ before: id }));
    return { status: 200, body: { ...page, items: page.items.map(write), total } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
