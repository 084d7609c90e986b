import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { testMail } from "@/lib/alerts/mail/set-mail";

export const POST = route(
  {
    operation: {
      id: "testMail",
      summary: "Send a test mail",
      tag: "settings",
      description: "Answers what the mail server said.",
    },
    deed: "channel.manage",
    body: z.strictObject({ to: z.email("must be an e-mail address").max(254) }),
    answers: { 200: z.object({ ok: z.boolean(), answer: z.string() }) },
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 200, body: await testMail(ctx, body.to) }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
