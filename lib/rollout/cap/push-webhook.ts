/** The push webhook of an appliance: where its slots are announced to clients that cannot ask. Each verb is one function. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow, inTransaction, type Sql } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import { whyNotSent } from "@/lib/platform/outgoing";
import { encryptSecret } from "@/lib/platform/secrets";
import { lockAppliance } from "../members/store";
import { newWebhookSecret, postSigned } from "./post-signed";

export const pushWebhookInput = z
  .strictObject({
    url: z.string().trim().min(1).max(2_000).meta({ description: "Where to send to: https:// or http://." }),
    enabled: z.boolean().meta({ description: "False: nothing is granted unasked. A new one is enabled." }),
    rotateSecret: z.boolean().meta({ description: "True: a new secret, which holds at once." }),
  })
  .partial();
export type PushWebhookInput = z.output<typeof pushWebhookInput>;

/** A push webhook without its secret. Instants in epoch milliseconds. */
export interface PushWebhook {
  url: string;
  enabled: boolean;
  /** Left alone until then, because it did not take what was sent. */
  pausedUntil: number | null;
  /** How many sendings in a row it did not take. */
  failures: number;
  lastDeliveredAt: number | null;
  lastFailedAt: number | null;
  lastProblem: string | null;
  changedBy: string;
  changedAt: number;
}

const columns = `url, enabled, paused_until AS "pausedUntil", failures, last_delivered_at AS "lastDeliveredAt",
  last_failed_at AS "lastFailedAt", last_problem AS "lastProblem", changed_by AS "changedBy", changed_at AS "changedAt"`;

async function findPushWebhook(db: Sql, applianceId: number): Promise<PushWebhook | null> {
  const { rows } = await db.query<PushWebhook>(
    `SELECT ${columns} FROM push_webhook WHERE appliance_id = $1`,
    [applianceId],
  );
  return rows[0] ?? null;
}

function noWebhook(applianceId: number) {
  return notFound("push webhook of appliance", applianceId);
}

/** What the audit log may hold of it: the rest of a webhook's address is often its token. */
function forAudit({ url, enabled }: { url: string; enabled: boolean }) {
  return { url: `${new URL(url).origin}/…`, enabled };
}

/** @throws AppError 403, 404 also when there is none */
export async function readPushWebhook(ctx: Ctx, applianceId: number): Promise<PushWebhook> {
  refuseUnless(ctx, "webhook.manage", applianceId);
  const found = await findPushWebhook(ctx.db, applianceId);
  if (!found) throw noWebhook(applianceId);
  return found;
}

/**
 * Makes or changes the webhook. The secret is told once: when the webhook is made and when it is rotated, else it is
 * null. Any change by a person ends a pause.
 * @throws AppError 403, 404, 422 `url_missing` or `webhook_address_refused`
 */
export async function setPushWebhook(
  ctx: Ctx,
  applianceId: number,
  input: PushWebhookInput,
): Promise<{ created: boolean; secret: string | null; webhook: PushWebhook }> {
  refuseUnless(ctx, "webhook.manage", applianceId);
  const url = input.url === undefined ? undefined : await checkUrl(input.url);
  const set = await inTransaction(ctx.db, async (tx) => {
    // Two people at once make one webhook, not two secrets of which one is dead.
    if (!(await lockAppliance(tx, applianceId))) throw notFound("appliance", applianceId);
    const before = await findPushWebhook(tx, applianceId);
    const newUrl = url ?? before?.url;
    if (newUrl === undefined) {
      throw unprocessable(
        "url_missing",
        "This appliance has no push webhook yet: send its address as `url`.",
      );
    }
    const secret = !before || input.rotateSecret ? newWebhookSecret() : null;
    const { rows } = await tx.query<PushWebhook>(
      `INSERT INTO push_webhook (appliance_id, url, enabled, secret_encrypted, changed_by, changed_at)
       VALUES ($1, $2, $3, COALESCE($4, ''), $5, $6)
       ON CONFLICT (appliance_id) DO UPDATE
         SET url = excluded.url, enabled = excluded.enabled, changed_by = excluded.changed_by,
             changed_at = excluded.changed_at, secret_encrypted = COALESCE($4, push_webhook.secret_encrypted),
             failures = 0, paused_until = NULL, last_problem = NULL
       RETURNING ${columns}`,
      [
        applianceId,
        newUrl,
        input.enabled ?? before?.enabled ?? true,
        secret === null ? null : encryptSecret(secret),
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
    const webhook = rows[0];
    if (!webhook) throw new Error("the push webhook was not written");
    await recordAudit(tx, ctx, {
      deed: "webhook.change",
      applianceId,
      subjectType: "push_webhook",
      subjectId: applianceId,
      before: before && forAudit(before),
      after: { ...forAudit(webhook), newSecret: secret !== null },
    });
    return { created: !before, secret, webhook };
  });
  if (set.webhook.enabled) await ctx.enqueue("slot.grant", { applianceId });
  else await nudgeUndelivered(ctx, applianceId);
  return set;
}

/** @throws AppError 403, 404 also when there is none */
export async function removePushWebhook(ctx: Ctx, applianceId: number): Promise<void> {
  refuseUnless(ctx, "webhook.manage", applianceId);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<PushWebhook>(
      `DELETE FROM push_webhook WHERE appliance_id = $1 RETURNING ${columns}`,
      [applianceId],
    );
    if (!rows[0]) throw noWebhook(applianceId);
    await recordAudit(tx, ctx, {
      deed: "webhook.remove",
      applianceId,
      subjectType: "push_webhook",
      subjectId: applianceId,
      before: forAudit(rows[0]),
    });
  });
  await nudgeUndelivered(ctx, applianceId);
}

/** What came of a test. */
export interface WebhookTest {
  delivered: boolean;
  /** What it answered; null: nothing. */
  status: number | null;
  problem: string | null;
}

/**
 * Sends a signed `webhook.test`. One that is taken ends a pause; what the webhook says besides its status is told to
 * nobody, since the address may lead to things that the asker cannot see.
 * @throws AppError 403, 404 also when there is none
 */
export async function testPushWebhook(ctx: Ctx, applianceId: number): Promise<WebhookTest> {
  refuseUnless(ctx, "webhook.manage", applianceId);
  const { rows } = await ctx.db.query<{
    url: string;
    secretEncrypted: string;
    enabled: boolean;
    hostname: string;
  }>(
    `SELECT w.url, w.secret_encrypted AS "secretEncrypted", w.enabled, a.hostname
       FROM push_webhook w JOIN appliance a ON a.id = w.appliance_id WHERE w.appliance_id = $1`,
    [applianceId],
  );
  const webhook = rows[0];
  if (!webhook) throw noWebhook(applianceId);
  const data = { applianceId, applianceHostname: webhook.hostname };
  const id = `test_${randomUUID()}`;
  const delivery = await postSigned(webhook, { id, type: "webhook.test", data }, ctx.now);
  const problem = delivery.delivered ? null : delivery.problem;
  const now = await databaseNow(ctx.db);
  await inTransaction(ctx.db, async (tx) => {
    if (delivery.delivered) {
      await tx.query(
        `UPDATE push_webhook SET failures = 0, paused_until = NULL, last_problem = NULL, last_delivered_at = $3
          WHERE appliance_id = $1 AND url = $2`,
        [applianceId, webhook.url, asTimestamp(now)],
      );
    }
    await recordAudit(tx, ctx, {
      deed: "webhook.test",
      applianceId,
      subjectType: "push_webhook",
      subjectId: applianceId,
      after: { ...forAudit(webhook), status: delivery.status, problem },
    });
  });
  if (delivery.delivered && webhook.enabled) await ctx.enqueue("slot.grant", { applianceId });
  return { delivered: delivery.delivered, status: delivery.status, problem };
}

async function checkUrl(text: string): Promise<string> {
  const refusal = await whyNotSent(text);
  // A name that the DNS does not know yet may be on its way; the test of the webhook will tell.
  if (refusal?.kind === "refused") throw unprocessable("webhook_address_refused", refusal.problem);
  const url = new URL(text);
  url.hash = "";
  return url.href;
}

/** Slots on their way to a webhook that is gone: their deliveries find that out and free them. */
async function nudgeUndelivered(ctx: Ctx, applianceId: number): Promise<void> {
  const { rows } = await ctx.db.query<{ id: number }>(
    `SELECT id FROM slot WHERE appliance_id = $1 AND ended_at IS NULL AND asked_by = 'push' AND delivered_at IS NULL`,
    [applianceId],
  );
  for (const { id } of rows) await ctx.enqueue("push.deliver", { slotId: id });
}
