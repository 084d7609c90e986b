import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { testHeartbeat } from "@/lib/alerts/heartbeat/set-heartbeat";

export const POST = route(
  {
    operation: { id: "testHeartbeat", summary: "Send one heartbeat now", tag: "settings" },
    deed: "channel.manage",
    answers: { 200: z.object({ ok: z.boolean(), answer: z.string().nullable() }) },
    idempotency: false,
  },
  async ({ ctx }) => ({ status: 200, body: await testHeartbeat(ctx) }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
