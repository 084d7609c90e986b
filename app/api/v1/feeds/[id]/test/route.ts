import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { testFeed } from "@/lib/feeds/test-feed";

export const POST = route(
  {
    operation: {
      id: "testFeed",
      summary: "Try a feed out",
      tag: "feeds",
      description: "Asks the other side who it is and what the account may do. Nothing of it is taken in.",
    },
    deed: "feed.manage",
    params: z.object({ id: idParam }),
    answers: {
      200: z.object({
        ok: z.boolean(),
        apiVersion: z.string().nullable(),
        permissions: z.record(z.string(), z.string()).nullable(),
        skewMs: z.number().nullable().meta({ description: "How far its clock is ahead of Rollcall's." }),
        sentence: z.string(),
        problem: z.string().nullable(),
      }),
    },
    idempotency: false,
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: await testFeed(ctx, id) }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
