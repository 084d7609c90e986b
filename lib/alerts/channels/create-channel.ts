/** Adds a channel. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql } from "@/lib/platform/db";
import { conflict, unprocessable } from "@/lib/platform/errors";
import { whyNotSent } from "@/lib/platform/outgoing";
import { newWebhookSecret } from "@/lib/rollout/cap/post-signed";
import { sealSecrets } from "../setting-store";
import { type ChannelTypeName, typeOf } from "./channel-types";
import type { CreateChannelInput } from "./schema";
import { splitFields } from "./store";

/** A channel that was made; `secret`: with which a webhook's messages are signed, told this once. */
export interface CreatedChannel {
  id: number;
  secret: string | null;
}

/** @throws AppError 403, 409 `channel_name_taken`, 422 `channel_address_refused` */
export async function createChannel(ctx: Ctx, input: CreateChannelInput): Promise<CreatedChannel> {
  refuseUnless(ctx, "channel.manage", null);
  const { type, name, isDefault = false, ...fields } = input;
  await checkAddress(type, fields);
  const { settings, secrets } = splitFields(type, fields);
  const secret = type === "webhook" ? newWebhookSecret() : null;
  const id = await inTransaction(ctx.db, async (tx) => {
    await refuseTakenName(tx, name, null);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO channel (name, type, settings, secrets, is_default, created_by, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id`,
      [
        name,
        type,
        JSON.stringify(settings),
        sealSecrets({ ...secrets, ...(secret === null ? {} : { signingSecret: secret }) }),
        isDefault,
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
    const channelId = rows[0]?.id ?? 0;
    await recordAudit(tx, ctx, {
      deed: "channel.create",
      applianceId: null,
      subjectType: "channel",
      subjectId: channelId,
      after: { type, name, isDefault, settings },
    });
    return channelId;
  });
  return { id, secret };
}

/** Whether it may be sent there at all; a name that the DNS does not know yet may be on its way. @throws AppError 422 */
export async function checkAddress(
  type: ChannelTypeName,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { address } = typeOf(type);
  if (address === null || fields[address] === undefined) return;
  const refusal = await whyNotSent(String(fields[address]), { needsTls: true });
  if (refusal?.kind === "refused") throw unprocessable("channel_address_refused", refusal.problem);
}

/** People choose channels by their names. @throws AppError 409 */
export async function refuseTakenName(tx: Sql, name: string, ownId: number | null): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('channel name'), 0)");
  const { rowCount } = await tx.query(
    "SELECT 1 FROM channel WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2",
    [name, ownId],
  );
  if (rowCount)
    throw conflict("channel_name_taken", `There is already a channel called ${name}. Choose another name.`);
}
