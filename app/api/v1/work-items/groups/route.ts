import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { groupItems } from "@/lib/work/group-items";
import { itemGroupings, itemQuery } from "@/lib/work/schema";

export const GET = route(
  {
    operation: {
      id: "countWorkItems",
      summary: "How many items there are of each site, system, kind, reason, person or state",
      tag: "work",
    },
    deed: "work.read",
    query: z.object({ ...itemQuery.shape, by: z.enum(itemGroupings) }),
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            key: z.string().nullable(),
            label: z.string().nullable(),
            items: z.int(),
            open: z.int(),
            started: z.int(),
            failed: z.int(),
            done: z.int(),
          }),
        ),
      }),
    },
  },
  async ({ ctx, query: { by, ...query } }) => ({
    status: 200,
    body: { items: await groupItems(ctx, query, by) },
  }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
