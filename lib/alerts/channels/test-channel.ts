/** Tries a channel out: sends a test at once, and tells what was answered. It stands among the channel's deliveries like any other. */
import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow, inTransaction, type Pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { testMessage } from "../deliveries/content-message";
import { finishDelivery } from "../deliveries/finish-delivery";
import type { Message } from "../message";
import { loadChannelFor } from "./change-channel";
import { sendMessage } from "./send-message";

/** What came of a test. `answer`: the other side's own words, or why there are none. */
export interface ChannelTest {
  ok: boolean;
  answer: string;
}

/** A paused channel is tried as well; one that kept failing goes on after a test that it takes. @throws AppError 403, 404 */
export async function testChannel(ctx: Ctx, channelId: number): Promise<ChannelTest> {
  const channel = await loadChannelFor(ctx, channelId);
  const key = randomUUID();
  const message = testMessage(channel.name, ctx.actor.name, key, ctx.now);
  const { id, deadlineAt } = await begin(ctx.db, channelId, message, key, ctx.now);
  const sent = await sendMessage(ctx, channel, message, { key, again: false });
  const now = await databaseNow(ctx.db);
  const claimed = { id, attempt: 1, channelId, deadlineAt, message: "test" as const };
  await finishDelivery(ctx.db, claimed, sent, { now, chance: 0 });
  await inTransaction(ctx.db, (tx) =>
    recordAudit(tx, ctx, {
      deed: "channel.test",
      applianceId: null,
      subjectType: "channel",
      subjectId: channelId,
      after: { name: channel.name, ok: sent.outcome === "sent", answer: sent.answer },
    }),
  );
  if (channel.pausedAt !== null && sent.outcome === "sent") await ctx.enqueue("delivery.due", {});
  return { ok: sent.outcome === "sent", answer: sent.answer };
}

/** In hand from the beginning, so that no worker sends it; where this process is killed, it is given up at its deadline. */
async function begin(
  db: Pool,
  channelId: number,
  message: Message,
  key: string,
  now: number,
): Promise<{ id: number; deadlineAt: number }> {
  const seconds = 3 * env().ROLLCALL_DELIVERY_TIMEOUT_SECONDS;
  const deadlineAt = now + seconds * 1000;
  const { rows } = await db.query<{ id: number }>(
    `WITH d AS (
       INSERT INTO delivery (channel_id, message, content, key, status, attempts, created_at, next_at, deadline_at, lease_until)
       VALUES ($1, 'test', $2, $3, 'sending', 1, $4, $4, $5, clock_timestamp() + make_interval(secs => $6)) RETURNING id
     ), begun AS (
       INSERT INTO delivery_attempt (delivery_id, number, at) SELECT id, 1, $4 FROM d
     ) SELECT id FROM d`,
    [channelId, JSON.stringify(message), key, asTimestamp(now), asTimestamp(deadlineAt), seconds],
  );
  return { id: rows[0]?.id ?? 0, deadlineAt };
}
