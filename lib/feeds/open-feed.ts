/** Looks whether a feed takes what somebody sends to it. */
import { refuseUnless } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { conflict, notFound } from "@/lib/platform/errors";
import type { FeedType } from "./schema";
import { type Feed, findFeed } from "./store";

/** @throws AppError 403, 404, 409 `wrong_feed_type`, `feed_paused` */
export async function openFeedToWrite(ctx: Ctx, feedId: number, type: FeedType): Promise<Feed> {
  const feed = await findFeed(ctx.db, feedId);
  if (!feed) throw notFound("feed", feedId);
  refuseUnless(ctx, "feed.write", feed.applianceId);
  if (feed.type !== type)
    throw conflict(
      "wrong_feed_type",
      `Feed ${feedId} is of type ${feed.type}; this address takes what is sent to one of type ${type}.`,
    );
  if (!feed.enabled)
    throw conflict("feed_paused", "This feed is paused: what is sent to it is not kept. Let it go on first.");
  return feed;
}
