/** Changes, pauses, resumes and removes channels. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import { newWebhookSecret } from "@/lib/rollout/cap/post-signed";
import { openSecrets, sealSecrets } from "../setting-store";
import { type ChannelTypeName, typeOf } from "./channel-types";
import { checkAddress, refuseTakenName } from "./create-channel";
import { resumeChannel } from "./resume-channel";
import type { ChangeChannelInput } from "./schema";
import { findChannel, type SealedChannel, splitFields } from "./store";

/** @throws AppError 403, 404 */
export async function loadChannelFor(ctx: Ctx, channelId: number): Promise<SealedChannel> {
  refuseUnless(ctx, "channel.manage", null);
  const channel = await findChannel(ctx.db, channelId);
  if (!channel) throw notFound("channel", channelId);
  return channel;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is left out stays; null takes a field away. What is secret is not taken along to another host than it was given for. Whoever
 * resumes a channel has what waits sent, of each incident the newest only. Answers a webhook's new secret, told this once; else null.
 * @throws AppError 403, 404, 409 `channel_name_taken`, `secret_unreadable`, 422 `channel_field_unknown`, `channel_address_refused`, `secret_needed`
 */
export async function changeChannel(
  ctx: Ctx,
  channelId: number,
  { name, isDefault, enabled, rotateSecret, ...fields }: ChangeChannelInput,
): Promise<{ secret: string | null }> {
  const before = await loadChannelFor(ctx, channelId);
  const { type } = before;
  refuseForeignFields(type, fields, rotateSecret);
  await checkAddress(type, fields);
  const { signingSecret, ...kept } = openSecrets(before.secrets);
  const { settings, secrets } = splitFields(type, nextFields(before, kept, fields));
  const secret = rotateSecret === true ? newWebhookSecret() : null;
  const isResumed = enabled === true && (!before.enabled || before.pausedAt !== null);
  await inTransaction(ctx.db, async (tx) => {
    if (name !== undefined) await refuseTakenName(tx, name, channelId);
    const { rowCount } = await tx.query(
      `UPDATE channel SET name = $2, settings = $3, secrets = $4, is_default = $5, enabled = $6, changed_at = $7
        WHERE id = $1`,
      [
        channelId,
        name ?? before.name,
        JSON.stringify(settings),
        sealSecrets({ ...secrets, signingSecret: secret ?? signingSecret }),
        isDefault ?? before.isDefault,
        enabled ?? before.enabled,
        asTimestamp(ctx.now),
      ],
    );
    if (rowCount === 0) throw notFound("channel", channelId);
    if (isResumed) await resumeChannel(tx, channelId, ctx.now);
    await recordAudit(tx, ctx, {
      deed: "channel.change",
      applianceId: null,
      subjectType: "channel",
      subjectId: channelId,
      before: {
        name: before.name,
        isDefault: before.isDefault,
        enabled: before.enabled,
        settings: before.settings,
      },
      after: {
        name,
        isDefault,
        enabled,
        settings,
        ...(secret !== null || Object.keys(fields).some((each) => typeOf(type).secret.includes(each))
          ? { newSecret: true }
          : {}),
      },
    });
  });
  if (isResumed) await ctx.enqueue("delivery.due", {});
  return { secret };
}

function refuseForeignFields(type: ChannelTypeName, fields: Fields, rotates: boolean | undefined): void {
  const own = Object.keys(typeOf(type).fields.shape);
  const foreign = Object.keys(fields).filter((name) => !own.includes(name));
  if (rotates !== undefined && type !== "webhook") foreign.push("rotateSecret");
  if (foreign.length > 0) {
    throw unprocessable(
      "channel_field_unknown",
      `A channel of type ${type} has no ${foreign.map((name) => `\`${name}\``).join(", ")}; it has ${own.map((name) => `\`${name}\``).join(", ")}.`,
    );
  }
}

/** @throws AppError 422 `secret_needed` */
function nextFields(
  { type, settings }: SealedChannel,
  kept: Readonly<Record<string, string>>,
  given: Fields,
): Fields {
  const { address, secret } = typeOf(type);
  const { place, ...shown } = settings;
  const isElsewhere =
    address !== null && given[address] !== undefined && new URL(String(given[address])).host !== place;
  const left = Object.keys(kept).filter((name) => name !== address && given[name] === undefined);
  if (isElsewhere && secret.some((name) => left.includes(name))) {
    throw unprocessable(
      "secret_needed",
      `Give ${left.map((name) => `\`${name}\``).join(", ")} again: a secret is not sent to another server than it was given for.`,
    );
  }
  return { ...shown, ...kept, ...given };
}

/** What waits for it is not sent. @throws AppError 403, 404 */
export async function deleteChannel(ctx: Ctx, channelId: number): Promise<void> {
  const { type, name, settings } = await loadChannelFor(ctx, channelId);
  await inTransaction(ctx.db, async (tx) => {
    await tx.query("DELETE FROM channel WHERE id = $1", [channelId]);
    await recordAudit(tx, ctx, {
      deed: "channel.remove",
      applianceId: null,
      subjectType: "channel",
      subjectId: channelId,
      before: { type, name, settings },
    });
  });
}
