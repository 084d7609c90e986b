/** How a demo is looked at and steered: its time, what is broken, and a release that is installed now. */
import { refuseUnless } from "@/lib/access/may";
import { changeFeed } from "@/lib/feeds/change-feed";
import { listFeeds } from "@/lib/feeds/queries";
import type { Ctx } from "@/lib/platform/context";
import { databaseNow } from "@/lib/platform/db";
import { readDemoClock, steered, writeDemoClock } from "@/lib/platform/demo-clock";
import { env } from "@/lib/platform/env";
import { AppError, notFound } from "@/lib/platform/errors";
import { askStandIn, type StandInState } from "./ask-stand-in";
import { brokenIn, cutSite, type DemoFault, nextVersion, standInFaults } from "./faults";
import { pollMinutes } from "./poll-pace";

/** The speeds that are offered: real time, an hour in five minutes, a day in twenty, ten and four. */
export const demoSpeeds = [1, 12, 72, 144, 360] as const;

/** What the demo's bar shows. `site`: null while the stand-in does not answer. */
export interface DemoLook {
  /** The simulated instant, epoch milliseconds. */
  now: number;
  speed: number;
  paused: boolean;
  site: { up: boolean; version: string; broken: DemoFault[] } | null;
  /** What Rollcall says of the feeds that it cannot read as it should, by their names. */
  failing: { feed: string; sentence: string }[];
}

function folder(): string {
  const { ROLLCALL_DEMO_FOLDER: found } = env();
  if (found === undefined) throw notFound("demo", "here");
  return found;
}

/** @throws AppError 404 outside of a demo */
export async function lookAtDemo(ctx: Ctx): Promise<DemoLook> {
  const { speed, paused } = readDemoClock(folder());
  const site = await askStandIn<StandInState>("state", "GET").catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  const feeds = await listFeeds(ctx);
  return {
    now: await databaseNow(ctx.db),
    speed,
    paused,
    site: site && { up: site.up, version: site.units[site.serving].version, broken: brokenIn(site) },
    failing: feeds.flatMap(({ name, problem }) =>
      problem === null ? [] : [{ feed: name, sentence: problem.sentence }],
    ),
  };
}

/** Another speed reads the feeds at another pace too. @throws AppError 403, 404 */
export async function steerTime(ctx: Ctx, change: { speed?: number; paused?: boolean }): Promise<void> {
  refuseUnless(ctx, "feed.manage", null);
  const clock = readDemoClock(folder());
  writeDemoClock(folder(), steered(clock, Date.now(), change));
  const { speed } = change;
  if (speed === undefined || speed === clock.speed) return;
  for (const { id, type } of await listFeeds(ctx)) {
    const intervalMinutes = pollMinutes(type, speed);
    if (intervalMinutes !== null) await changeFeed(ctx, id, { settings: { intervalMinutes } });
  }
}

/** Breaks something, or mends it. @throws AppError 403, 404, 422 `not_possible_now`, 503 */
export async function breakOrMend(ctx: Ctx, fault: DemoFault, broken: boolean): Promise<void> {
  refuseUnless(ctx, "feed.manage", null);
  const name = standInFaults[fault];
  if (name !== undefined) {
    await askStandIn("faults", "POST", { name, on: broken });
    return;
  }
  if (fault === "line_cut") {
    await askStandIn("line", "POST", { site: cutSite, up: !broken });
    return;
  }
  const { serving } = await askStandIn<StandInState>("state", "GET");
  if ((serving === "B") !== broken) await askStandIn("swap", "POST", {});
}

/** Mends everything. @throws AppError 403, 404, 422 `not_possible_now`, 503 */
export async function mendAll(ctx: Ctx): Promise<void> {
  refuseUnless(ctx, "feed.manage", null);
  const state = await askStandIn<StandInState>("state", "GET");
  for (const fault of brokenIn(state)) await breakOrMend(ctx, fault, false);
}

/** Begins to install the next release on the unit that serves. @throws AppError 403, 404, 422 `not_possible_now`, 503 */
export async function installNext(ctx: Ctx): Promise<void> {
  refuseUnless(ctx, "feed.manage", null);
  const { serving, units } = await askStandIn<StandInState>("state", "GET");
  await askStandIn("upgrade", "POST", { version: nextVersion(units[serving].version) });
}
