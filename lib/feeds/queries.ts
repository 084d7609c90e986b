/** Read models of feeds: how each goes, and what waits to be taken in. */
import { refuseUnless, refuseUnlessSomewhere } from "@/lib/access/may";
import { silenceOf } from "@/lib/core/feed-quiet";
import type { ImportStatus } from "@/lib/intake/store";
import type { Ctx } from "@/lib/platform/context";
import { clockSpeed } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type FolderFiles, folderFilesOf } from "./folder/folder-run";
import { progressOf, type RunProgress } from "./run-progress";
import { isPolled } from "./schema";
import { type Feed, feedColumns } from "./store";

/** `failing`: the last reading went wrong; what was known before stays. */
export type FeedStatus = "never_ran" | "ok" | "failing" | "paused";

/** A feed as people see it. */
export interface FeedDetail extends Feed {
  applianceName: string;
  applianceHostname: string;
  timeZone: string;
  status: FeedStatus;
  /** Messages that were stored and are not taken in yet. */
  waiting: number;
  /** The newest import that it made, where that stands, and when it began (epoch milliseconds). */
  lastImport: LastImport | null;
  /** How far a reading that is under way has come; null: none is, or it does not tell. */
  progress: RunProgress | null;
  /** Of a folder: which of its files could not be taken in, and why; null: it is another feed. */
  files: FolderFiles | null;
  /** Nothing went wrong, and nothing comes: `late` is its reading, `quiet` is its sender. */
  silence: "late" | "quiet" | null;
}

interface LastImport {
  id: number;
  status: ImportStatus;
  wantedTakenBackBy: string | null;
  at: number;
}

type FeedRow = Omit<FeedDetail, "status" | "progress" | "files" | "silence">;

function toDetail(row: FeedRow, now: number): FeedDetail {
  return {
    ...row,
    status: statusOf(row),
    progress: row.enabled ? progressOf(row) : null,
    files: folderFilesOf(row),
    silence: silenceOf({ ...row, isPolled: isPolled(row.type) }, now, clockSpeed()),
  };
}

function statusOf({ enabled, problem, lastReadAt }: Feed): FeedStatus {
  if (!enabled) return "paused";
  if (problem !== null) return "failing";
  return lastReadAt === null ? "never_ran" : "ok";
}

const detail = `SELECT ${feedColumns}, a.name AS "applianceName", a.hostname AS "applianceHostname", a.time_zone AS "timeZone",
    (SELECT count(*) FROM feed_message m WHERE m.feed_id = f.id) AS waiting,
    (SELECT json_build_object('id', i.id, 'status', i.status, 'wantedTakenBackBy', i.wanted_taken_back_by,
       'at', round(extract(epoch FROM i.created_at) * 1000)) FROM import i WHERE i.feed_id = f.id ORDER BY i.id DESC LIMIT 1) AS "lastImport"
  FROM feed f JOIN appliance a ON a.id = f.appliance_id`;

/** The feeds of the appliances that the actor may see; `applianceId` asks for one only. */
export async function listFeeds(ctx: Ctx, applianceId: number | null = null): Promise<FeedDetail[]> {
  const where = refuseUnlessSomewhere(ctx, "feed.read");
  const { rows } = await ctx.db.query<FeedRow>(
    `${detail} WHERE ($1::int[] IS NULL OR f.appliance_id = ANY($1::int[])) AND ($2::int IS NULL OR f.appliance_id = $2)
      ORDER BY lower(a.name), f.id`,
    [where === "all" ? null : where, applianceId],
  );
  return rows.map((row) => toDetail(row, ctx.now));
}

/** @throws AppError 403, 404 */
export async function readFeed(ctx: Ctx, feedId: number): Promise<FeedDetail> {
  const { rows } = await ctx.db.query<FeedRow>(`${detail} WHERE f.id = $1`, [feedId]);
  const [row] = rows;
  if (!row) throw notFound("feed", feedId);
  refuseUnless(ctx, "feed.read", row.applianceId);
  return toDetail(row, ctx.now);
}
