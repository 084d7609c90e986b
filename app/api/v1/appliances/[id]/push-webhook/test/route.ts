import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { testPushWebhook } from "@/lib/rollout/cap/push-webhook";

export const POST = route(
  {
    operation: {
      id: "testPushWebhook",
      summary: "Send a signed test message to the push webhook",
      tag: "appliances",
      description:
        'Posts `{"type": "webhook.test", …}` and waits up to ten seconds for the answer. One that is taken ends a pause.',
    },
    deed: "webhook.manage",
    params: z.object({ id: idParam }),
    answers: {
      200: z.object({
        delivered: z.boolean(),
        status: z.int().nullable().meta({ description: "What it answered; null: nothing." }),
        problem: z.string().nullable(),
      }),
    },
    idempotency: false,
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: await testPushWebhook(ctx, id) }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
