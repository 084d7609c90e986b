import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { createChannel } from "@/lib/alerts/channels/create-channel";
import { listChannels } from "@/lib/alerts/channels/queries";
import { createChannelInput } from "@/lib/alerts/channels/schema";
import { channelAnswer, writeChannel } from "./channel-answer";

export const GET = route(
  {
    operation: { id: "listChannels", summary: "Where alerts go, and how each goes", tag: "alerts" },
    deed: "channel.read",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(channelAnswer) },
  },
  async ({ ctx, query }) => ({
    status: 200,
    body: pageOfWhole((await listChannels(ctx)).map(writeChannel), query),
  }),
);

export const POST = route(
  {
    operation: {
      id: "createChannel",
      summary: "Add a channel",
      tag: "alerts",
      description:
        "Each type has fields of its own. Addresses that may hold tokens, and keys, are encrypted and never answered. `secret` in the answer signs what a webhook is sent; it is told once.",
    },
    deed: "channel.manage",
    body: createChannelInput,
    answers: { 201: z.object({ id: z.int(), secret: z.string().nullable() }) },
    // The answer may be a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 201, body: await createChannel(ctx, body) }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
