import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { type Digest, digestInput, readDigest, setDigest } from "@/lib/alerts/digest/digest-store";

const digestAnswer = z
  .object({
    enabled: z.boolean(),
    hour: z.int(),
    weekdays: z.array(z.int()),
    timeZone: z.string(),
    evenIfQuiet: z.boolean(),
    nextAt: instantAnswer.nullable(),
    sentUntil: instantAnswer.nullable().meta({ description: "Until when the last one told." }),
  })
  .meta({ id: "Digest" });

function write(digest: Digest): z.input<typeof digestAnswer> {
  return { ...digest, nextAt: writeInstant(digest.nextAt), sentUntil: writeInstant(digest.sentUntil) };
}

export const GET = route(
  {
    operation: {
      id: "getOwnDigest",
      summary: "When one gets the daily digest oneself; a key gets none",
      tag: "people",
    },
    deed: null,
    answers: { 200: digestAnswer },
  },
  async ({ ctx }) => ({ status: 200, body: write(await readDigest(ctx)) }),
);

export const PUT = route(
  {
    operation: {
      id: "setOwnDigest",
      summary: "Choose when one gets the daily digest",
      tag: "people",
      description:
        "A mail a day at most. It tells what changed since the one before, of the appliances one may see.",
    },
    deed: null,
    body: digestInput,
    answers: { 200: digestAnswer },
  },
  async ({ ctx, body }) => ({ status: 200, body: write(await setDigest(ctx, body)) }),
);

export const { POST, PATCH, DELETE } = otherMethods("GET", "PUT");
