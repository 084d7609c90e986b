import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import {
  type PushWebhook,
  pushWebhookInput,
  readPushWebhook,
  removePushWebhook,
  setPushWebhook,
} from "@/lib/rollout/cap/push-webhook";

const params = z.object({ id: idParam });

const pushWebhookAnswer = z
  .object({
    url: z.string(),
    enabled: z.boolean(),
    pausedUntil: instantAnswer
      .nullable()
      .meta({ description: "It did not take what was sent and is left alone until then." }),
    failures: z.int().meta({ description: "Messages in a row that it did not take." }),
    lastDeliveredAt: instantAnswer.nullable(),
    lastFailedAt: instantAnswer.nullable(),
    lastProblem: z.string().nullable(),
    changedBy: z.string(),
    changedAt: instantAnswer,
  })
  .meta({ id: "PushWebhook" });

const setAnswer = pushWebhookAnswer.extend({
  secret: z.string().nullable().meta({
    description:
      "`whsec_…`, the key of the signatures; shown when the webhook is made or the secret rotated, else null.",
  }),
});

function write(webhook: PushWebhook): z.input<typeof pushWebhookAnswer> {
  return {
    ...webhook,
    pausedUntil: writeInstant(webhook.pausedUntil),
    lastDeliveredAt: writeInstant(webhook.lastDeliveredAt),
    lastFailedAt: writeInstant(webhook.lastFailedAt),
    changedAt: writeInstant(webhook.changedAt),
  };
}

export const GET = route(
  {
    operation: { id: "getPushWebhook", summary: "The push webhook of an appliance", tag: "appliances" },
    deed: "webhook.manage",
    params,
    answers: { 200: pushWebhookAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: write(await readPushWebhook(ctx, id)) }),
);

export const PUT = route(
  {
    operation: {
      id: "setPushWebhook",
      summary: "Make or change the push webhook of an appliance",
      tag: "appliances",
      description:
        'While it is enabled, an appliance whose rollout is in control mode grants slots unasked and posts each as `{"type": "slot.granted", "timestamp", "data": {slotId, applianceId, applianceHostname, clientId, kind, name, hostname, group, number, fence, leaseUntil, releaseVersion}}`, signed as Standard Webhooks say. 2xx takes it, and the lease begins anew. The same `webhook-id` (`slot_<slotId>`) may come more than once. After five messages in a row that were not taken it is paused for 1, 5, 15, then 60 minutes; what is left out here stays as it is, and any change ends a pause.',
    },
    deed: "webhook.manage",
    params,
    body: pushWebhookInput,
    answers: { 200: setAnswer, 201: setAnswer },
    // The answer may be a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, params: { id }, body }) => {
    const { created, secret, webhook } = await setPushWebhook(ctx, id, body);
    return { status: created ? 201 : 200, body: { ...write(webhook), secret } };
  },
);

export const DELETE = route(
  {
    operation: { id: "removePushWebhook", summary: "Remove the push webhook", tag: "appliances" },
    deed: "webhook.manage",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await removePushWebhook(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PATCH } = otherMethods("GET", "PUT", "DELETE");
