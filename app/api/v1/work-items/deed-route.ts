/** The one shape of the five deeds on an item. */
import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { route } from "@/app/_web/route";
import { type DeedInput, doDeed } from "@/lib/work/do-deed";
import { deedAnswer, writeItem } from "./item-answer";

/** `toInput`: what the verb is given of the body. */
export function deedRoute<B extends z.ZodType>(
  operation: { id: string; summary: string; description: string },
  body: B,
  toInput: (body: z.output<B>) => DeedInput,
) {
  return route(
    {
      operation: { ...operation, tag: "work" },
      deed: "work.do",
      params: z.object({ id: idParam }),
      body,
      answers: { 200: deedAnswer },
      problems: {
        409: "Why nothing was done: `no_item`, `held_by_other`, `done_already`, `started_already`, `failed_already`, `not_held`, `same_assignee`, `no_slot`, `merged_already`",
      },
    },
    async ({ ctx, params: { id }, body: given }) => {
      const { batchId, item } = await doDeed(ctx, id, toInput(given as z.output<B>));
      return { status: 200, body: { batchId, item: item && writeItem(item) } };
    },
  );
}
