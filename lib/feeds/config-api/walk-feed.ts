/** Walks through the Configuration API of a feed's appliance, page by page, and makes lists of what it found. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "@/lib/platform/context";
import { databaseNow, inTransaction } from "@/lib/platform/db";
import { askJson } from "../appliance-api/ask-appliance";
import { openSession } from "../appliance-session";
import { importList } from "../import-list";
import type { Reading } from "../reading";
import { type Feed, type Known, loadSecrets } from "../store";
import { exportFiles } from "./export-file";
import { keepAhead } from "./on-our-clock";
import { beginWalk, nextRequest, takeAnswer } from "./walk";
import type { Batch, Walk } from "./walk-state";

/** A worker walks so long and then lets others come to their turn. */
const stretchMs = 30_000;
/** Whoever has to wait longer for the appliance comes back later. */
const patienceMs = 2_000;

/** One stretch of a walk; after the last one its lists are imported. Every page is kept with the state of the walk in one transaction. */
export async function walkFeed(ctx: Ctx, feed: Feed): Promise<Reading> {
  const session = await openSession(ctx, feed, await loadSecrets(ctx.db, feed.id));
  let walk = (feed.run as Walk | null) ?? (await begin(ctx, feed, session.now()));
  const until = session.now() + stretchMs;
  for (let request = nextRequest(walk); request !== null; request = nextRequest(walk)) {
    const waitMs = (request.notBefore ?? 0) - session.now();
    if (waitMs > patienceMs || session.now() > until) return { kind: "again", inMs: Math.max(0, waitMs) };
    if (waitMs > 0) await sleep(waitMs);
    const answer = await askJson(session, { path: request.path });
    const step = takeAnswer(walk, request, answer, session.now());
    walk = step.walk;
    await keep(ctx, feed, walk, step.batch);
  }
  // The walk began after the job did.
  return finish({ ...ctx, now: await databaseNow(ctx.db) }, feed, walk);
}

async function begin(ctx: Ctx, feed: Feed, now: number): Promise<Walk> {
  const walk = beginWalk(feed.baseUrl ?? "", now);
  await inTransaction(ctx.db, async (tx) => {
    await tx.query("DELETE FROM feed_page WHERE feed_id = $1", [feed.id]);
    await tx.query("UPDATE feed SET run = $2 WHERE id = $1", [feed.id, JSON.stringify(walk)]);
  });
  return walk;
}

async function keep(ctx: Ctx, feed: Feed, walk: Walk, batch: Batch | null): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await tx.query("UPDATE feed SET run = $2 WHERE id = $1", [feed.id, JSON.stringify(walk)]);
    if (batch === null) return;
    await tx.query(
      "INSERT INTO feed_page (feed_id, seq, rows) VALUES ($1, $2, $3) ON CONFLICT (feed_id, seq) DO UPDATE SET rows = excluded.rows",
      [feed.id, batch.order, JSON.stringify(batch)],
    );
  });
}

/** Killed here, it does the same again: the same lists are the same imports. */
async function finish(ctx: Ctx, feed: Feed, walk: Walk): Promise<Reading> {
  const { rows } = await ctx.db.query<{ rows: Batch }>(
    "SELECT rows FROM feed_page WHERE feed_id = $1 ORDER BY seq",
    [feed.id],
  );
  const clients = walk.ended["jump-client"];
  const jumpoints = walk.ended.jumpoint;
  const aheadMs = keepAhead(feed.known.skewMs ?? 0, walk.skew);
  const files = exportFiles(
    walk,
    rows.map((row) => row.rows),
    { aheadMs, asOf: walk.startedAt },
  );
  const counts = { lists: 0, sameLists: 0 };
  const lists = [
    { kind: "jump_client" as const, text: files.jumpClients, count: files.counts.jumpClients, end: clients },
    { kind: "jumpoint" as const, text: files.jumpoints, count: files.counts.jumpoints, end: jumpoints },
  ];
  for (const { kind, text, count, end } of lists) {
    if (count === 0) continue;
    const { isSame } = await importList(ctx, feed, {
      kind,
      fileName: `${feed.name}, ${kind}`,
      text,
      exportedAt: walk.startedAt,
      complete: end?.complete === true,
    });
    if (isSame) counts.sameLists++;
    else counts.lists++;
  }
  await inTransaction(ctx.db, async (tx) => {
    await tx.query("UPDATE feed SET run = NULL WHERE id = $1", [feed.id]);
    await tx.query("DELETE FROM feed_page WHERE feed_id = $1", [feed.id]);
  });
  const reason = [clients, jumpoints].find((end) => end && !end.complete)?.reason ?? null;
  const known: Known = {
    skewMs: aheadMs,
    ...(walk.skew === null ? {} : { skewAt: walk.startedAt }),
    listed: { jump_client: files.counts.jumpClients, jumpoint: files.counts.jumpoints },
    incomplete: reason,
  };
  if (reason !== null && !clients?.complete)
    return { kind: "problem", problem: { code: "walk_incomplete", sentence: reason }, known };
  return { kind: "read", requests: walk.requests, known, counts, snapshotAt: walk.startedAt };
}
