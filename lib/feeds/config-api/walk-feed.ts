/** Walks through the Configuration API of a feed's appliance, page by page. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "@/lib/platform/context";
import { databaseNow } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { askJson } from "../appliance-api/ask-appliance";
import { openSession } from "../appliance-session";
import { askWhetherOlder } from "../older-unit";
import type { Reading } from "../reading";
import { type Feed, loadSecrets } from "../store";
import { KeptWalk } from "./kept-walk";
import { endRun, makeLists } from "./make-lists";
import { beginWalk, nextRequest, takeAnswer } from "./walk";
import type { Walk } from "./walk-state";

/** A worker walks so long and then lets others come to their turn. */
const stretchMs = 30_000;
/** Whoever has to wait longer for the appliance comes back later. */
const patienceMs = 2_000;

/** One stretch of a walk; after the last one its lists are made. */
export async function walkFeed(ctx: Ctx, feed: Feed): Promise<Reading> {
  const session = await openSession(ctx, feed, await loadSecrets(ctx.db, feed.id));
  const kept = await KeptWalk.open(ctx, feed.id);
  const until = performance.now() + stretchMs;
  let walk = feed.run as Walk | null;
  if (walk === null) {
    const older = await askWhetherOlder(ctx, feed.applianceId, session);
    if (older !== null) return { kind: "problem", problem: older };
    walk = beginWalk(feed.baseUrl ?? "", session.now(), {
      longestMinutes: env().ROLLCALL_FEED_WALK_MINUTES,
    });
    await kept.write(walk);
  }
  for (let request = nextRequest(walk); request !== null; request = nextRequest(walk)) {
    const waitMs = (request.notBefore ?? 0) - session.now();
    if (waitMs > patienceMs || performance.now() > until) {
      await kept.write(walk);
      return { kind: "again", inMs: Math.max(0, waitMs) };
    }
    if (waitMs > 0) await sleep(waitMs);
    const answer = await askJson(session, { path: request.path });
    const step = takeAnswer(walk, request, answer, session.now());
    if (step.walk.requests > walk.requests) kept.take(step.walk.requests, step.batch);
    walk = step.walk;
    if (kept.isDue()) await kept.write(walk);
  }
  await kept.writeEnd(walk);
  // The pair may have been swapped while it walked.
  const older = await askWhetherOlder(ctx, feed.applianceId, session);
  if (older !== null) {
    await endRun(ctx, feed.id);
    return { kind: "problem", problem: older };
  }
  // The walk began after the job did.
  return makeLists({ ...ctx, now: await databaseNow(ctx.db) }, feed, walk, kept);
}
