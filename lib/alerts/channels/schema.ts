/** The shapes that the doors of channels take. */
import { z } from "zod";
import { channelTypeNames, channelTypes } from "./channel-types";

const name = z.string().trim().min(1).max(200);

const ofAll = {
  name: name.meta({ description: "For people." }),
  isDefault: z.boolean().optional().meta({ description: "Rules that name no channel use it." }),
};

const of = <T extends keyof typeof channelTypes>(type: T) =>
  channelTypes[type].fields.extend({ type: z.literal(type), ...ofAll });

/** A new channel: its type, and the fields of that type. */
export const createChannelInput = z.discriminatedUnion("type", [
  of("email"),
  of("webhook"),
  of("slack"),
  of("teams"),
  of("pagerduty"),
  of("ntfy"),
  of("apprise"),
]);
export type CreateChannelInput = z.output<typeof createChannelInput>;

/** What is left out stays. Fields are those of the channel's type; the verb refuses others. */
export const changeChannelInput = z
  .strictObject({
    ...ofAll,
    enabled: z.boolean().meta({
      description:
        "False: what comes for it waits. True: it goes on, also after it was paused because it kept failing.",
    }),
    to: channelTypes.email.fields.shape.to,
    url: channelTypes.webhook.fields.shape.url,
    routingKey: channelTypes.pagerduty.fields.shape.routingKey,
    topic: channelTypes.ntfy.fields.shape.topic,
    token: channelTypes.ntfy.fields.shape.token.nullable(),
    tag: channelTypes.apprise.fields.shape.tag.nullable(),
    rotateSecret: z.boolean().meta({ description: "webhook: a new signing secret, which holds at once." }),
  })
  .partial();
export type ChangeChannelInput = z.output<typeof changeChannelInput>;

export const channelTypeSchema = z.enum(channelTypeNames);
