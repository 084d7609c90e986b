/** Read models of feeds: how each goes, and what waits to be taken in. */
import { refuseUnless, refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { type Feed, feedColumns } from "./store";

/** `failing`: the last reading went wrong; what was known before stays. */
export type FeedStatus = "never_ran" | "ok" | "failing" | "paused";

/** A feed as people see it. */
export interface FeedDetail extends Feed {
  applianceName: string;
  timeZone: string;
  status: FeedStatus;
  /** Messages that were stored and are not taken in yet. */
  waiting: number;
  /** The newest import that it made, and where that stands. */
  lastImport: { id: number; status: string } | null;
}

function statusOf({ enabled, problem, lastReadAt }: Feed): FeedStatus {
  if (!enabled) return "paused";
  if (problem !== null) return "failing";
  return lastReadAt === null ? "never_ran" : "ok";
}

const detail = `SELECT ${feedColumns}, a.name AS "applianceName", a.time_zone AS "timeZone",
    (SELECT count(*) FROM feed_message m WHERE m.feed_id = f.id) AS waiting,
    (SELECT json_build_object('id', i.id, 'status', i.status) FROM import i WHERE i.feed_id = f.id ORDER BY i.id DESC LIMIT 1) AS "lastImport"
  FROM feed f JOIN appliance a ON a.id = f.appliance_id`;

/** The feeds of the appliances that the actor may see; `applianceId` asks for one only. */
export async function listFeeds(ctx: Ctx, applianceId: number | null = null): Promise<FeedDetail[]> {
  const where = refuseUnlessSomewhere(ctx, "feed.read");
  const { rows } = await ctx.db.query<Omit<FeedDetail, "status">>(
    `${detail} WHERE ($1::int[] IS NULL OR f.appliance_id = ANY($1::int[])) AND ($2::int IS NULL OR f.appliance_id = $2)
      ORDER BY lower(a.name), f.id`,
    [where === "all" ? null : where, applianceId],
  );
  return rows.map((row) => ({ ...row, status: statusOf(row) }));
}

/** @throws AppError 403, 404 */
export async function readFeed(ctx: Ctx, feedId: number): Promise<FeedDetail> {
  const { rows } = await ctx.db.query<Omit<FeedDetail, "status">>(`${detail} WHERE f.id = $1`, [feedId]);
  const [row] = rows;
  if (!row) throw notFound("feed", feedId);
  refuseUnless(ctx, "feed.read", row.applianceId);
  return { ...row, status: statusOf(row) };
}
