/** Tries a feed out, for the person who sets it up. What was read is not taken in. */
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { loadFeedFor } from "./change-feed";
import { checkFolder } from "./folder/check-folder";
import type { FeedType } from "./schema";
import type { Feed } from "./store";

/** What came of a test. `permissions`: what the account may do, by the other side's own names. */
export interface FeedTest {
  ok: boolean;
  apiVersion: string | null;
  permissions: Record<string, string> | null;
  /** How far the other side's clock is ahead of Rollcall's, milliseconds. */
  skewMs: number | null;
  /** One sentence: what was found, or what to do. */
  sentence: string;
  problem: string | null;
}

/** It cannot be told more. */
export const plainTest = (sentence: string): FeedTest => ({
  ok: true,
  apiVersion: null,
  permissions: null,
  skewMs: null,
  sentence,
  problem: null,
});

/** It failed, and why. */
export const failedTest = (problem: string): FeedTest => ({ ...plainTest(problem), ok: false, problem });

type Test = (ctx: Ctx, feed: Feed) => Promise<FeedTest>;

const tests: Partial<Record<FeedType, Test>> = {
  folder: async (_, { settings }) => {
    const path = await checkFolder(settings.path ?? "");
    return plainTest(`The folder ${path} can be read.`);
  },
};

/** What sends by itself is only told whether anything came. */
async function testSender(ctx: Ctx, feed: Feed): Promise<FeedTest> {
  const { rows } = await ctx.db.query<{ waiting: number }>(
    "SELECT count(*) AS waiting FROM feed_message WHERE feed_id = $1",
    [feed.id],
  );
  if (feed.lastReadAt === null && (rows[0]?.waiting ?? 0) === 0)
    return failedTest("Nothing has come yet. Set the sender up, then look again.");
  return plainTest("Something has come.");
}

/** @throws AppError 403, 404 */
export async function testFeed(ctx: Ctx, feedId: number): Promise<FeedTest> {
  const feed = await loadFeedFor(ctx, feedId);
  const tested = await (tests[feed.type] ?? testSender)(ctx, feed).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return failedTest(error.detail);
  });
  await inTransaction(ctx.db, (tx) =>
    recordAudit(tx, ctx, {
      deed: "feed.test",
      applianceId: feed.applianceId,
      subjectType: "feed",
      subjectId: feedId,
      after: { ok: tested.ok, problem: tested.problem },
    }),
  );
  return tested;
}
