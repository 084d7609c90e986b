// Decides how the API writes channels.
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { type ChannelDetail, channelStatuses } from "@/lib/alerts/channels/queries";
import { channelTypeSchema } from "@/lib/alerts/channels/schema";

export const channelAnswer = z
  .object({
    id: z.int(),
    type: channelTypeSchema,
    name: z.string(),
    settings: z.record(z.string(), z.unknown()).meta({
      description: "What is no secret. `place`: the host that it is sent to.",
    }),
    isDefault: z.boolean(),
    enabled: z.boolean().meta({ description: "False: a person paused it; what comes for it waits." }),
    status: z.enum(channelStatuses).meta({
      description:
        "`failing`: the last try went wrong, and it is tried again. `stopped`: it kept failing; it goes on after a test that it takes, or with `enabled: true`.",
    }),
    pausedAt: instantAnswer.nullable(),
    failures: z.int().meta({ description: "Tries in a row that went wrong." }),
    failingSince: instantAnswer.nullable(),
    lastProblem: z.string().nullable(),
    lastSentAt: instantAnswer.nullable(),
    waiting: z.int().meta({ description: "Messages that wait for it." }),
    dead: z.int().meta({ description: "Messages about incidents that were given up in the last 7 days." }),
    createdBy: z.string(),
    createdAt: instantAnswer,
    changedAt: instantAnswer,
  })
  .meta({ id: "Channel" });

export function writeChannel(channel: ChannelDetail): z.input<typeof channelAnswer> {
  return {
    ...channel,
    pausedAt: writeInstant(channel.pausedAt),
    failingSince: writeInstant(channel.failingSince),
    lastSentAt: writeInstant(channel.lastSentAt),
    createdAt: writeInstant(channel.createdAt),
    changedAt: writeInstant(channel.changedAt),
  };
}
