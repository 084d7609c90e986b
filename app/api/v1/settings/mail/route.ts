import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import type { StoredMail } from "@/lib/alerts/mail/mail-store";
import { mailInput, mailServer } from "@/lib/alerts/mail/schema";
import { readMail, removeMail, setMail } from "@/lib/alerts/mail/set-mail";

const mailAnswer = mailServer
  .omit({ caPem: true })
  .extend({
    hasPassword: z.boolean().meta({ description: "It is never shown." }),
    hasCa: z.boolean(),
    changedBy: z.string(),
    changedAt: instantAnswer,
  })
  .meta({ id: "MailSettings" });

function write({ server: { caPem, ...server }, changedAt, ...rest }: StoredMail): z.input<typeof mailAnswer> {
  return { ...server, ...rest, hasCa: caPem !== null, changedAt: writeInstant(changedAt) };
}

export const GET = route(
  {
    operation: { id: "getMailSettings", summary: "How mail is sent", tag: "settings" },
    deed: "channel.manage",
    answers: { 200: mailAnswer },
  },
  async ({ ctx }) => ({ status: 200, body: write(await readMail(ctx)) }),
);

export const PUT = route(
  {
    operation: {
      id: "setMailSettings",
      summary: "Set how mail is sent",
      tag: "settings",
      description: "TLS is verified. Without TLS only to hosts that ROLLCALL_OUTGOING_ALLOW lists.",
    },
    deed: "channel.manage",
    body: mailInput,
    answers: { 200: mailAnswer },
    // What is sent may be a secret.
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 200, body: write(await setMail(ctx, body)) }),
);

export const DELETE = route(
  {
    operation: { id: "removeMailSettings", summary: "Send no mail any more", tag: "settings" },
    deed: "channel.manage",
    answers: { 204: null },
  },
  async ({ ctx }) => {
    await removeMail(ctx);
    return { status: 204 };
  },
);

export const { POST, PATCH } = otherMethods("GET", "PUT", "DELETE");
