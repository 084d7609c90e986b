import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { runFeed } from "@/lib/feeds/change-feed";

export const POST = route(
  {
    operation: { id: "runFeed", summary: "Have a feed read now", tag: "feeds" },
    deed: "feed.manage",
    params: z.object({ id: idParam }),
    answers: { 202: z.object({ id: z.int() }) },
    idempotency: false,
  },
  async ({ ctx, params: { id } }) => {
    await runFeed(ctx, id);
    return { status: 202, body: { id } };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
