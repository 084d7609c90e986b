/** Removes what is older than its retention. What decides a state (sightings, snapshots, transitions) is never removed. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

const day = 24 * 3600 * 1000;

/** How many rows of each kind went. */
export type Removed = Record<
  | "files"
  | "orphanedFiles"
  | "rejects"
  | "notices"
  | "outcomes"
  | "idempotencyKeys"
  | "audit"
  | "links"
  | "feedEvents"
  | "deliveries"
  | "sessions",
  number
>;

/** SQL that removes what is kept of imports that are over since before `$1`. */
const overImports = (table: string) =>
  `DELETE FROM ${table} WHERE import_id IN (
     SELECT id FROM import WHERE COALESCE(finished_at, created_at) < $1
        AND status IN ('done', 'failed', 'cancelled', 'taken_back'))`;

/** One run; safe to repeat. Files that an unfinished import still needs stay. */
export async function retain(ctx: Ctx): Promise<Removed> {
  const settings = env();
  const before = (days: number) => asTimestamp(ctx.now - days * day);
  const remove = async (sql: string, days: number) => (await ctx.db.query(sql, [before(days)])).rowCount ?? 0;
  return {
    files: await remove(
      `DELETE FROM import_chunk WHERE upload_id IN (
         SELECT upload_id FROM import WHERE status IN ('done', 'failed', 'cancelled', 'taken_back')
            AND COALESCE(finished_at, created_at) < $1)`,
      settings.ROLLCALL_RETAIN_FILES_DAYS,
    ),
    orphanedFiles: await remove(
      "DELETE FROM import_chunk c WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)",
      1,
    ),
    rejects: await remove(overImports("import_reject"), settings.ROLLCALL_RETAIN_REJECTS_DAYS),
    notices: await remove(overImports("import_notice"), settings.ROLLCALL_RETAIN_REJECTS_DAYS),
    outcomes: await remove(overImports("import_outcome"), settings.ROLLCALL_RETAIN_REJECTS_DAYS),
    idempotencyKeys: await remove("DELETE FROM idempotency_key WHERE created_at < $1", 1),
    audit: await remove("DELETE FROM audit WHERE at < $1", settings.ROLLCALL_RETAIN_AUDIT_DAYS),
    feedEvents:
      (
        await ctx.db.query("DELETE FROM feed_event WHERE at < $1", [
          asTimestamp(ctx.now - settings.ROLLCALL_RETAIN_EVENTS_HOURS * 3_600_000),
        ])
      ).rowCount ?? 0,
    deliveries: await remove(
      "DELETE FROM delivery WHERE ended_at < $1",
      settings.ROLLCALL_RETAIN_DELIVERIES_DAYS,
    ),
    sessions: await remove("DELETE FROM person_session WHERE expires_at < $1", 1),
    links: await remove("DELETE FROM one_time_link WHERE expires_at < $1", 30),
  };
}
