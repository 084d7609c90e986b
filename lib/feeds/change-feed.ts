/** Changes, pauses and removes feeds. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import { checkBaseUrl, checkCa } from "./check-base-url";
import { forAudit } from "./create-feed";
import { checkFolder } from "./folder/check-folder";
import { type ChangeFeedInput, isPolled, missingFor } from "./schema";
import { type Feed, findFeed, loadSecrets, sealSecrets } from "./store";

/** @throws AppError 403, 404 */
export async function loadFeedFor(ctx: Ctx, feedId: number): Promise<Feed> {
  const feed = await findFeed(ctx.db, feedId);
  if (!feed) throw notFound("feed", feedId);
  refuseUnless(ctx, "feed.manage", feed.applianceId);
  return feed;
}

/**
 * What is left out stays. A secret that belongs to another address is not taken along: whoever changes where a feed is read from gives
 * the secret anew.
 * @throws AppError 403, 404, 422 `feed_incomplete`, `base_url_refused`, `ca_unreadable`, `folder_refused`, `secret_needed`
 */
export async function changeFeed(ctx: Ctx, feedId: number, input: ChangeFeedInput): Promise<void> {
  const before = await loadFeedFor(ctx, feedId);
  checkCa(input.caPem);
  const baseUrl =
    input.baseUrl === undefined ? before.baseUrl : await checkBaseUrl(input.baseUrl, before.type === "url");
  const { name, caPem, enabled, settings, clientId, clientSecret, username, password } = input;
  const given = JSON.parse(JSON.stringify({ clientId, clientSecret, username, password }));
  const isElsewhere = baseUrl !== before.baseUrl || (caPem !== undefined && caPem !== before.caPem);
  if (isElsewhere && before.hasSecrets && clientSecret === undefined && password === undefined) {
    throw unprocessable(
      "secret_needed",
      "Give the secret again: it is not sent to another address, or checked by another authority, than it was given for.",
    );
  }
  const kept = await loadSecrets(ctx.db, feedId);
  const secrets = isElsewhere ? given : { ...kept, ...given };
  const missing = missingFor(before.type, { ...secrets, baseUrl });
  if (missing !== null)
    throw unprocessable("feed_incomplete", `A feed of type ${before.type} needs ${missing} as well.`);
  const next = { ...before.settings, ...settings };
  if (before.type === "folder" && settings?.path !== undefined) await checkFolder(settings.path);
  const isEnabled = enabled ?? before.enabled;
  await inTransaction(ctx.db, async (tx) => {
    await tx.query(
      `UPDATE feed SET name = $2, base_url = $3, settings = $4, secrets = $5, ca_pem = $6, enabled = $7, changed_at = $8,
              next_run_at = $9, run = CASE WHEN $10 THEN NULL ELSE run END
        WHERE id = $1`,
      [
        feedId,
        name ?? before.name,
        baseUrl,
        JSON.stringify(next),
        sealSecrets(secrets),
        caPem === undefined ? before.caPem : caPem,
        isEnabled,
        asTimestamp(ctx.now),
        isPolled(before.type) && isEnabled ? asTimestamp(ctx.now) : null,
        isElsewhere,
      ],
    );
    if (isElsewhere) await tx.query("DELETE FROM feed_page WHERE feed_id = $1", [feedId]);
    await recordAudit(tx, ctx, {
      deed: "feed.change",
      applianceId: before.applianceId,
      subjectType: "feed",
      subjectId: feedId,
      before: forAudit({
        name: before.name,
        baseUrl: before.baseUrl ?? undefined,
        enabled: before.enabled,
        settings: before.settings,
      }),
      after: forAudit(input.baseUrl === undefined ? input : { ...input, baseUrl }),
    });
  });
  if (isPolled(before.type) && isEnabled) await ctx.enqueue("feed.poll", { feedId });
  else if (isEnabled) await ctx.enqueue("feed.settle", { feedId });
}

/** Asks for a reading now. @throws AppError 403, 404, 422 `feed_paused`, `feed_not_read` */
export async function runFeed(ctx: Ctx, feedId: number): Promise<void> {
  const feed = await loadFeedFor(ctx, feedId);
  if (!isPolled(feed.type))
    throw unprocessable("feed_not_read", "This feed is not read by Rollcall: it sends by itself.");
  if (!feed.enabled) throw unprocessable("feed_paused", "This feed is paused. Let it go on first.");
  await ctx.db.query("UPDATE feed SET next_run_at = $2 WHERE id = $1", [feedId, asTimestamp(ctx.now)]);
  await ctx.enqueue("feed.poll", { feedId });
}

/** What it has told stays known, under its name. @throws AppError 403, 404 */
export async function deleteFeed(ctx: Ctx, feedId: number): Promise<void> {
  const feed = await loadFeedFor(ctx, feedId);
  await inTransaction(ctx.db, async (tx: Tx) => {
    await tx.query(
      `INSERT INTO removed_feed (id, appliance_id, type, name, removed_by, removed_at)
       SELECT id, appliance_id, type, name, $2, $3 FROM feed WHERE id = $1 ON CONFLICT DO NOTHING`,
      [feedId, ctx.actor.name, asTimestamp(ctx.now)],
    );
    await tx.query("DELETE FROM feed WHERE id = $1", [feedId]);
    await tx.query("DELETE FROM feed_event WHERE feed_id = $1", [feedId]);
    await recordAudit(tx, ctx, {
      deed: "feed.remove",
      applianceId: feed.applianceId,
      subjectType: "feed",
      subjectId: feedId,
      before: forAudit({ type: feed.type, name: feed.name, baseUrl: feed.baseUrl ?? undefined }),
    });
  });
}
