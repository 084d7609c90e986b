/** Read models of announced upgrades. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";

/** `asked`: it is over, and nobody has said yet what became of it. */
export type WindowStatus = "coming" | "going" | "asked" | "installed" | "not_installed" | "withdrawn";

/** One announced upgrade. Instants in epoch milliseconds. */
export interface UpgradeWindow {
  id: number;
  applianceId: number;
  appliance: string;
  timeZone: string;
  status: WindowStatus;
  startsAt: number;
  endsAt: number;
  version: string | null;
  note: string | null;
  announcedBy: string;
}

/** Those that are to come, going on or unanswered, and of the others the newest; by their beginning, the newest first. */
export async function listWindows(
  ctx: Ctx,
  applianceId: number | null,
  limit = 50,
): Promise<UpgradeWindow[]> {
  const where = refuseUnlessSomewhere(ctx, "appliance.read");
  const { rows } = await ctx.db.query<UpgradeWindow>(
    `SELECT w.id, w.appliance_id AS "applianceId", a.name AS appliance, a.time_zone AS "timeZone", w.starts_at AS "startsAt",
            w.ends_at AS "endsAt", w.version, w.note, w.announced_by AS "announcedBy",
            CASE WHEN w.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN w.answer IS NOT NULL THEN w.answer
                 WHEN w.starts_at > $3 THEN 'coming' WHEN w.ends_at > $3 THEN 'going' ELSE 'asked' END AS status
       FROM upgrade_window w JOIN appliance a ON a.id = w.appliance_id
      WHERE ($1::int[] IS NULL OR w.appliance_id = ANY($1)) AND ($2::int IS NULL OR w.appliance_id = $2)
      ORDER BY w.starts_at DESC, w.id DESC LIMIT $4`,
    [where === "all" ? null : where, applianceId, asTimestamp(ctx.now), limit],
  );
  return rows;
}
