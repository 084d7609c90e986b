import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changeChannel, deleteChannel } from "@/lib/alerts/channels/change-channel";
import { readChannel } from "@/lib/alerts/channels/queries";
import { changeChannelInput } from "@/lib/alerts/channels/schema";
import { channelAnswer, writeChannel } from "../channel-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: { id: "getChannel", summary: "One channel, and how it goes", tag: "alerts" },
    deed: "channel.read",
    params,
    answers: { 200: channelAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: writeChannel(await readChannel(ctx, id)) }),
);

export const PATCH = route(
  {
    operation: {
      id: "changeChannel",
      summary: "Change, pause or resume a channel",
      tag: "alerts",
      description:
        "What is left out stays. Whoever changes the server gives the secrets anew. `enabled: true` resumes it, and has what waits sent: of each incident the newest message only. `secret`: a webhook's new one, told once; else null.",
    },
    deed: "channel.manage",
    params,
    body: changeChannelInput,
    answers: { 200: channelAnswer.extend({ secret: z.string().nullable() }) },
    // What is sent may be a secret.
    idempotency: false,
  },
  async ({ ctx, params: { id }, body }) => {
    const { secret } = await changeChannel(ctx, id, body);
    return { status: 200, body: { ...writeChannel(await readChannel(ctx, id)), secret } };
  },
);

export const DELETE = route(
  {
    operation: {
      id: "deleteChannel",
      summary: "Remove a channel",
      tag: "alerts",
      description: "What waits for it is not sent; its deliveries go with it.",
    },
    deed: "channel.manage",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await deleteChannel(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
