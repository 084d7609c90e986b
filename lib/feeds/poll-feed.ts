/** Reads a feed that Rollcall asks. The one place where the outcome of a reading is written and the next one set. */
import { nextReadingAt } from "@/lib/core/feed-pace";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow } from "@/lib/platform/db";
import { readCommands } from "./command-api/read-commands";
import { walkFeed } from "./config-api/walk-feed";
import { readFolder } from "./folder/read-folder";
import type { Reading } from "./reading";
import type { FeedType } from "./schema";
import { type Feed, findFeed, noteProblem, noteRead } from "./store";
import { readUrl } from "./url/read-url";

type Read = (ctx: Ctx, feed: Feed) => Promise<Reading>;

const readers: Partial<Record<FeedType, Read>> = {
  config_api: walkFeed,
  command_api: readCommands,
  folder: readFolder,
  url: readUrl,
};

/** Only one worker at a time reads a feed; killed in the middle, the next one goes on where it was. */
export async function pollFeed(ctx: Ctx, feedId: number): Promise<Reading["kind"] | null> {
  const holder = await ctx.db.connect();
  try {
    const { rows } = await holder.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('feed'), $1) AS mine",
      [feedId],
    );
    if (!rows[0]?.mine) return null;
    const feed = await findFeed(ctx.db, feedId);
    if (!feed?.enabled || feed.nextRunAt === null || feed.nextRunAt > ctx.now) return null;
    const reading = await readOnce(ctx, feed);
    await note(ctx, feed, reading);
    return reading.kind;
  } finally {
    const isFree = await holder.query("SELECT pg_advisory_unlock_all()").then(
      () => true,
      () => false,
    );
    holder.release(!isFree);
  }
}

async function readOnce(ctx: Ctx, feed: Feed): Promise<Reading> {
  const read = readers[feed.type];
  if (!read) throw new Error(`a feed of type ${feed.type} is not read`);
  return read(ctx, feed);
}

async function note(ctx: Ctx, feed: Feed, reading: Reading): Promise<void> {
  const now = await databaseNow(ctx.db);
  if (reading.kind === "again") {
    await setNext(ctx, feed, now + reading.inMs);
    if (reading.inMs === 0) await ctx.enqueue("feed.poll", { feedId: feed.id });
    return;
  }
  if (reading.kind === "problem") await noteProblem(ctx.db, feed.id, reading.problem, now, reading.known);
  else {
    const { requests } = reading;
    const known = requests === 0 ? reading.known : { ...reading.known, requests };
    await noteRead(ctx.db, feed.id, now, { ...reading, ...(known === undefined ? {} : { known }) });
  }
  const release = await ctx.db.query<{ at: number }>(
    "SELECT installed_at AS at FROM release WHERE appliance_id = $1 AND kind = 'site' AND withdrawn_at IS NULL ORDER BY installed_at DESC LIMIT 1",
    [feed.applianceId],
  );
  const next = nextReadingAt({
    now,
    intervalMinutes: feed.settings.intervalMinutes ?? null,
    releaseInstalledAt: release.rows[0]?.at ?? null,
    failures: reading.kind === "problem" ? feed.failures + 1 : 0,
    retryAfterMs: reading.kind === "problem" ? (reading.retryAfterMs ?? null) : null,
    requests: reading.kind === "read" ? reading.requests : 0,
    chance: Math.random(),
  });
  const again = reading.kind === "read" ? (reading.lookAgainMs ?? null) : null;
  await setNext(ctx, feed, again === null ? next : Math.min(next, now + again));
}

/** Whoever changed the feed meanwhile has set when it is read next. */
async function setNext(ctx: Ctx, feed: Feed, at: number): Promise<void> {
  await ctx.db.query("UPDATE feed SET next_run_at = $2 WHERE id = $1 AND enabled AND next_run_at = $3", [
    feed.id,
    asTimestamp(at),
    asTimestamp(feed.nextRunAt),
  ]);
}
