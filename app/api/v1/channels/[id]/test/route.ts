import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { testChannel } from "@/lib/alerts/channels/test-channel";

export const POST = route(
  {
    operation: {
      id: "testChannel",
      summary: "Send a test message",
      tag: "alerts",
      description:
        "Sends it at once, also on a paused channel, and answers what the other side said. One that kept failing goes on after a test that it takes.",
    },
    deed: "channel.manage",
    params: z.object({ id: idParam }),
    answers: { 200: z.object({ ok: z.boolean(), answer: z.string() }) },
    idempotency: false,
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: await testChannel(ctx, id) }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
