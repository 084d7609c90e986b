import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { wordList } from "@/lib/platform/word-list";
import { listRollouts, rolloutStatuses } from "@/lib/rollout/overview/answer-queries";
import { rolloutSchema } from "./rollout-answer";

const position = z.object({ beforeId: z.int().positive() });

export const GET = route(
  {
    operation: {
      id: "listRollouts",
      summary: "List rollouts with where each stands, the newest first",
      tag: "rollouts",
      description:
        "Each item is what `GET /rollouts/{id}` answers, without its `warnings`. An appliance has at most one that is `opening`, `open` or `held`.",
    },
    deed: "rollout.read",
    query: z.object({
      applianceId: idParam.optional(),
      status: wordList(rolloutStatuses).optional(),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(rolloutSchema) },
  },
  async ({ ctx, query: { limit, cursor, ...filter } }) => {
    const beforeId = readCursor(cursor, position)?.beforeId;
    const page = await listRollouts(ctx, filter, { limit, beforeId });
    return {
      status: 200,
      body: {
        items: page.items.map((item) => ({ ...item })),
        nextCursor: page.nextBeforeId === null ? null : writeCursor({ beforeId: page.nextBeforeId }),
        total: page.total,
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
