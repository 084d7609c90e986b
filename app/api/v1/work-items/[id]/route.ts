import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
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
            id: z.int(),
            rolloutId: z.int(),
            batchId: z.int().nullable(),
            deed: z.string(),
            at: instantAnswer,
            by: z.string(),
            detail: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    },
  },
  async ({ ctx, params: { id } }) => {
    const history = await itemHistory(ctx, id);
    const item = await findItem(ctx, id);
    return {
      status: 200,
      body: {
        item: item && writeItem(item),
        history: history.map(({ byName, at, ...event }) => ({ ...event, at: writeInstant(at), by: byName })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
