/** Takes in what feeds sent and was kept, in the order in which it came. */
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { isDiskFull } from "@/lib/platform/disk";
import { type Message, readMessages } from "./read-messages";
import { findFeed, noteProblem, noteRead } from "./store";
import { takeObservations } from "./take-observations";

/** So many records make one transaction. */
const recordsAtOnce = 5_000;
const messagesAtOnce = 200;

/** After so many attempts a message is set aside, so that it does not hold up those that came after it. */
export const attemptsAtMost = 5;

/** Only one worker at a time takes a feed's messages in. Killed in the middle, it has taken in none of those it was at, and comes back to them. */
export async function settleMessages(ctx: Ctx, feedId: number): Promise<{ settled: number }> {
  let settled = 0;
  for (let more = true; more; ) {
    const done = await settleSome(ctx, feedId);
    settled += done;
    more = done > 0;
  }
  if (settled > 0) await tellTheRest(ctx, feedId);
  return { settled };
}

async function settleSome(ctx: Ctx, feedId: number): Promise<number> {
  let taken: Message[] = [];
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const { rows } = await tx.query<{ mine: boolean }>(
        "SELECT pg_try_advisory_xact_lock(hashtext('feed messages'), $1) AS mine",
        [feedId],
      );
      const feed = rows[0]?.mine ? await findFeed(tx, feedId) : null;
      if (!feed?.enabled) return 0;
      taken = await nextMessages(tx, feedId);
      if (taken.length === 0) return 0;
      const { hostname } = await loadAppliance(tx, feed.applianceId);
      const { observations, run, counts } = readMessages(feed, hostname, taken);
      const outcome = await takeObservations(ctx, tx, feed, observations);
      await noteRead(tx, feedId, taken.at(-1)?.receivedAt ?? ctx.now, {
        counts: { ...counts, ...outcome, observed: observations.length },
      });
      if (run !== feed.run)
        await tx.query("UPDATE feed SET run = $2 WHERE id = $1", [feedId, JSON.stringify(run)]);
      await tx.query("DELETE FROM feed_message WHERE id = ANY($1::bigint[])", [taken.map(({ id }) => id)]);
      return taken.length;
    });
  } catch (error) {
    if (isDiskFull(error) || taken.length === 0) throw error;
    return await setAside(ctx, feedId, taken, error);
  }
}

/** One that failed before is tried alone: then it is the one to blame. */
async function nextMessages(tx: Tx, feedId: number): Promise<Message[]> {
  const { rows } = await tx.query<Message>(
    `SELECT id::text, received_at AS "receivedAt", attempts, content FROM (
       SELECT id, received_at, attempts, content, sum(records) OVER (ORDER BY id) - records AS before
         FROM (SELECT * FROM feed_message WHERE feed_id = $1 AND attempts < $2 ORDER BY id LIMIT $3) first) next
      WHERE before < $4 ORDER BY id`,
    [feedId, attemptsAtMost, messagesAtOnce, recordsAtOnce],
  );
  const failed = rows.findIndex(({ attempts }) => attempts > 0);
  return failed === -1 ? rows : rows.slice(0, Math.max(1, failed));
}

/** Counts the attempt; several that failed together are tried one by one. @throws what went wrong, while there are attempts left */
async function setAside(
  ctx: Ctx,
  feedId: number,
  taken: readonly Message[],
  error: unknown,
): Promise<number> {
  await ctx.db.query("UPDATE feed_message SET attempts = attempts + 1 WHERE id = ANY($1::bigint[])", [
    taken.map(({ id }) => id),
  ]);
  ctx.log.warn({ err: error, feedId, messages: taken.length }, "messages of a feed could not be taken in");
  const [first] = taken;
  if (taken.length === 1 && first && first.attempts + 1 >= attemptsAtMost) {
    await noteProblem(
      ctx.db,
      feedId,
      {
        code: "message_set_aside",
        sentence: `Something that it sent at ${asTimestamp(first.receivedAt)} could not be taken in and is set aside; the log says why. Everything else goes on.`,
      },
      ctx.now,
    );
    return 1;
  }
  throw error;
}

/** Whoever was seen on the release has freed a slot; whoever is new wants to be found. */
async function tellTheRest(ctx: Ctx, feedId: number): Promise<void> {
  const feed = await findFeed(ctx.db, feedId);
  if (!feed) return;
  await ctx.enqueue("slot.grant", { applianceId: feed.applianceId });
  await ctx.enqueue("search.fill", { applianceId: feed.applianceId });
}
