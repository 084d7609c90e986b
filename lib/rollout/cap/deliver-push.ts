/**
 * Tells an appliance's push webhook of a slot that was granted unasked. At least once: a crash between sending and
 * remembering sends the same message again, with the same `webhook-id`, by which a receiver knows it.
 */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow, inTransaction, type Sql, type Tx } from "@/lib/platform/db";
import { afterSlotsEnded } from "./after-slots-ended";
import { type EndedSlot, endSlots } from "./end-slots";
import { judgeSlotMembers } from "./judge-slots";
import { postSigned } from "./post-signed";

/** A webhook that did not take this many messages in a row is left alone for a while … */
const failuresBeforePause = 5;
/** … and for longer each time, until it takes one. */
const pauseMinutes = [1, 5, 15, 60];
/** A message that only this webhook's answers to others show to be unwelcome does not keep its slot for a whole lease. */
const giveUpAfterMs = 2 * 60_000;

interface Push {
  slotId: number;
  applianceId: number;
  applianceHostname: string;
  rolloutId: number;
  releaseVersion: string;
  clientId: number;
  kind: string;
  name: string;
  hostname: string | null;
  group: string | null;
  number: number;
  fence: number;
  grantedAt: number;
  leaseUntil: number;
  /** Whether its rollout still gives out slots. */
  isGoing: boolean;
  webhook: { url: string; secretEncrypted: string; enabled: boolean; pausedUntil: number | null } | null;
}

type PushRow = Omit<Push, "webhook"> & {
  url: string | null;
  secretEncrypted: string;
  enabled: boolean;
  pausedUntil: number | null;
};

/** What came of it; a message that was not taken and is to be sent again is thrown instead, for the queue. */
export type PushOutcome = "delivered" | "undelivered" | "too_late" | "nothing_to_deliver";

/**
 * Sends a held slot that no webhook has taken yet. Taken: the lease begins anew, so that the client gets all of it.
 * Not taken: sent again by the queue, for two minutes at most. When the webhook has not taken five messages in a row
 * it is paused, and what was on its way to it is given up. A slot that is given up ends `undelivered`, which is no
 * attempt of the client's. No transaction is open while the webhook is waited for.
 * @throws Error with the problem, when it is to be tried again
 */
export async function deliverPush(ctx: Ctx, slotId: number): Promise<PushOutcome> {
  const push = await loadPush(ctx.db, slotId);
  if (!push) return "nothing_to_deliver";
  const { webhook } = push;
  if (!webhook) return giveUp(ctx, push, "The push webhook was removed.");
  const obstacle = obstacleTo(webhook, push, ctx.now);
  if (obstacle !== null) return giveUp(ctx, push, obstacle);
  const message = { id: `slot_${slotId}`, type: "slot.granted" as const, data: dataOf(push) };
  const delivery = await postSigned(webhook, message, ctx.now);
  const now = await databaseNow(ctx.db);
  if (delivery.delivered) return remember(ctx, push, webhook.url, now);
  const { problem } = delivery;
  const ended = await inTransaction(ctx.db, async (tx) => {
    const isClosed = await countFailure(tx, push.applianceId, webhook.url, problem, now);
    const isTooLate = now >= Math.min(push.leaseUntil, push.grantedAt + giveUpAfterMs);
    return isClosed || isTooLate ? endUndelivered(tx, push, problem, now) : null;
  });
  if (ended === null) throw new Error(`Slot ${slotId} was not delivered: ${problem}`);
  ctx.log.warn({ problem, applianceId: push.applianceId }, "a slot could not be delivered");
  await afterSlotsEnded(ctx, ended);
  return "undelivered";
}

async function giveUp(ctx: Ctx, push: Push, reason: string): Promise<PushOutcome> {
  const ended = await inTransaction(ctx.db, (tx) => endUndelivered(tx, push, reason, ctx.now));
  await afterSlotsEnded(ctx, ended);
  return "undelivered";
}

async function loadPush(db: Sql, slotId: number): Promise<Push | null> {
  const { rows } = await db.query<PushRow>(
    `SELECT s.id AS "slotId", s.appliance_id AS "applianceId", a.hostname AS "applianceHostname",
            s.rollout_id AS "rolloutId", r.version AS "releaseVersion", s.client_id AS "clientId", s.kind, c.name,
            c.hostname, c.group_name AS "group", s.number, s.fence, s.granted_at AS "grantedAt", s.lease_until AS "leaseUntil",
            o.status IN ('opening', 'open') AND o.mode = 'control' AND o.draining_at IS NULL AS "isGoing",
            w.url, w.secret_encrypted AS "secretEncrypted", w.enabled, w.paused_until AS "pausedUntil"
       FROM slot s
       JOIN appliance a ON a.id = s.appliance_id
       JOIN client c ON c.id = s.client_id
       JOIN rollout o ON o.id = s.rollout_id
       JOIN release r ON r.id = o.release_id
       LEFT JOIN push_webhook w ON w.appliance_id = s.appliance_id
      WHERE s.id = $1 AND s.asked_by = 'push' AND s.ended_at IS NULL AND s.delivered_at IS NULL`,
    [slotId],
  );
  const row = rows[0];
  if (!row) return null;
  const { url, secretEncrypted, enabled, pausedUntil, ...push } = row;
  return { ...push, webhook: url === null ? null : { url, secretEncrypted, enabled, pausedUntil } };
}

/** Why there is no use in sending at all. A slot that nobody was told of yet is not told of while the rollout is held. */
function obstacleTo(webhook: NonNullable<Push["webhook"]>, push: Push, now: number): string | null {
  if (!webhook.enabled) return "The push webhook was switched off.";
  if (webhook.pausedUntil !== null && webhook.pausedUntil > now) return "The push webhook is paused.";
  if (!push.isGoing) return "The rollout gives out no slots any more.";
  return push.leaseUntil <= now ? "Its lease was over before it could be delivered." : null;
}

function dataOf(push: Push): Record<string, unknown> {
  const { rolloutId, grantedAt, isGoing, webhook, ...data } = push;
  return { ...data, leaseUntil: new Date(push.leaseUntil).toISOString() };
}

/** One conditional update decides: a slot that ended, or whose lease ran out, while its message was on its way is over. */
async function remember(ctx: Ctx, push: Push, url: string, now: number): Promise<PushOutcome> {
  const { rowCount } = await ctx.db.query(
    `UPDATE slot SET delivered_at = $3, judged = false,
            lease_until = GREATEST(lease_until, $3::timestamptz + make_interval(mins => lease_minutes))
      WHERE id = $1 AND fence = $2 AND ended_at IS NULL AND delivered_at IS NULL AND lease_until > $3`,
    [push.slotId, push.fence, asTimestamp(now)],
  );
  await ctx.db.query(
    `UPDATE push_webhook SET failures = 0, last_delivered_at = $3,
            last_problem = CASE WHEN paused_until > $3 THEN last_problem END
      WHERE appliance_id = $1 AND url = $2`,
    [push.applianceId, url, asTimestamp(now)],
  );
  if (!rowCount) return "too_late";
  await judgeSlotMembers(ctx, push.rolloutId, [push.clientId]);
  return "delivered";
}

/**
 * Counts a failure; every fifth in a row pauses the webhook. Failures during a pause are of messages that were on their
 * way, and do not lengthen it. Answers whether nothing is sent to the webhook any more.
 */
async function countFailure(
  tx: Tx,
  applianceId: number,
  url: string,
  problem: string,
  now: number,
): Promise<boolean> {
  await tx.query(
    `UPDATE push_webhook SET failures = failures + 1, last_failed_at = $3, last_problem = $4,
            paused_until = CASE WHEN (failures + 1) % $5 = 0
              THEN $3::timestamptz + make_interval(mins => ($6::int[])[LEAST(cardinality($6::int[]), (failures + 1) / $5)]) END
      WHERE appliance_id = $1 AND url = $2 AND (paused_until IS NULL OR paused_until <= $3)`,
    [applianceId, url, asTimestamp(now), problem, failuresBeforePause, pauseMinutes],
  );
  const { rows } = await tx.query<{ open: boolean }>(
    "SELECT enabled AND (paused_until IS NULL OR paused_until <= $2) AS open FROM push_webhook WHERE appliance_id = $1",
    [applianceId, asTimestamp(now)],
  );
  return !rows[0]?.open;
}

async function endUndelivered(tx: Tx, push: Push, reason: string, now: number): Promise<EndedSlot[]> {
  return endSlots(
    tx,
    {
      condition: "s.id = $5 AND s.fence = $6 AND s.delivered_at IS NULL",
      parameters: [push.slotId, push.fence],
    },
    { outcome: "undelivered", byName: "Rollcall", reason },
    now,
  );
}
