import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { itemCursor, listItems } from "@/lib/work/list-items";
import { itemOrders, itemQuery } from "@/lib/work/schema";
import { itemAnswer, writeItem } from "./item-answer";

export const GET = route(
  {
    operation: {
      id: "listWorkItems",
      summary: "The redeployment list",
      tag: "work",
      description:
        "Every client that needs redeployment in a rollout that goes on, with what people did about it. An item closes by itself when its client is seen on the release, whoever did it.",
    },
    deed: "work.read",
    query: z.object({
      ...itemQuery.shape,
      order: z.enum(itemOrders).default("rank").meta({
        description: "`rank`: what blocks most, then who has waited longest. `visit`: site by site.",
      }),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(itemAnswer) },
  },
  async ({ ctx, query: { limit, cursor, order, ...query } }) => {
    const { items, next, total } = await listItems(ctx, query, {
      limit,
      order,
      cursor: readCursor(cursor, itemCursor),
    });
    return {
      status: 200,
      body: { items: items.map(writeItem), nextCursor: next && writeCursor(next), total },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
