/** Tries a feed out, for the person who sets it up. What was read is not taken in. */
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { loadFeedFor } from "./change-feed";
import { testCommand } from "./command-api/test-command";
import { testConfig } from "./config-api/test-config";
import { type FeedTest, failedTest, plainTest } from "./feed-test";
import { openFolder } from "./folder/open-folder";
import type { FeedType } from "./schema";
import type { Feed } from "./store";
import { fetchFile, problemOfFile } from "./url/read-url";

type Test = (ctx: Ctx, feed: Feed) => Promise<FeedTest>;

const tests: Partial<Record<FeedType, Test>> = {
  config_api: testConfig,
  command_api: testCommand,
  url: async (ctx, feed) => {
    const asked = await fetchFile(ctx, feed, {});
    const problem = problemOfFile(asked);
    if (problem !== null || asked.kind !== "answered") return failedTest(problem?.sentence ?? "");
    return plainTest(`The address answers with a file of ${asked.body.length} bytes.`);
  },
  folder: async (_, { settings }) => {
    const opened = await openFolder(settings.path ?? "");
    if ("problem" in opened) return failedTest(opened.problem.sentence);
    const files = opened.found.length;
    return plainTest(
      `The folder ${opened.folder} can be read; it holds ${files === 1 ? "one file" : `${files.toLocaleString("en")} files`}.`,
    );
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
