import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { reasonAnswer, writeReason } from "@/app/api/v1/clients/client-answer";
import { memberStates } from "@/lib/core/member";
import { itemHistory } from "@/lib/work/item-history";
import { findItem } from "@/lib/work/list-items";
import { itemAnswer, writeItem } from "../item-answer";

export const GET = route(
  {
    operation: {
      id: "getWorkItem",
      summary: "One item of the work list with its history",
      tag: "work",
      description:
        "Named by its client. `item` is null where nothing has to be done by hand (any more); the history stays.",
    },
    deed: "work.read",
    params: z.object({ id: idParam }),
    answers: {
      200: z.object({
        item: itemAnswer.nullable(),
        history: z.array(
          z.object({
            id: z.int().nullable().meta({ description: "Null: it happened by itself." }),
            rolloutId: z.int(),
            batchId: z.int().nullable(),
            deed: z.string().meta({
              description:
                "What somebody did; `flagged`: it came on the list; `closed`: nothing has to be done by hand any more.",
            }),
            at: instantAnswer,
            by: z.string(),
            detail: z.record(z.string(), z.unknown()),
            state: z.enum(memberStates).nullable(),
            reason: reasonAnswer.nullable().meta({ description: "Why it was flagged, or what closed it." }),
            cause: z.string().nullable(),
          }),
        ),
      }),
    },
  },
  async ({ ctx, params: { id } }) => {
    const { events, timeZone } = await itemHistory(ctx, id);
    const item = await findItem(ctx, id);
    return {
      status: 200,
      body: {
        item: item && writeItem(item),
        history: events.map(({ byName, at, turn, ...event }) => ({
          ...event,
          at: writeInstant(at),
          by: byName,
          state: turn?.state ?? null,
          reason: turn?.reason ? writeReason(turn.state, turn.reason, timeZone) : null,
          cause: turn?.cause ?? null,
        })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
