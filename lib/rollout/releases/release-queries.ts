/** Read model of the releases page: what was installed on each appliance, unit by unit, and what came of it. */
import { hoursTooEarly, type PackageKind, previousRelease } from "@/lib/core/release";
import { visibleTo, whereVisible } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import type { RolloutStatus } from "../members/store";
import { type ReleaseWarning, warnOfHaste } from "./release-warnings";

/** A standing release. Instants in epoch milliseconds. */
export interface ListedRelease {
  id: number;
  applianceId: number;
  kind: PackageKind;
  name: string;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
  recordedBy: string;
  recordedAt: number;
  installations: { unit: string | null; installedAt: number }[];
  rolloutId: number | null;
  rolloutStatus: RolloutStatus | null;
  members: number;
  checkedIn: number;
  /** When a rollout that is over was left as it is counted here; null: it goes on. */
  endedAt: number | null;
  warnings: ReleaseWarning[];
}

type ReleaseRow = Omit<ListedRelease, "warnings" | "installations"> & {
  installations: { unit: string | null; installedAt: string }[];
};

/** SQL: when the rollout of a newer release of the appliance than `l` was opened first. */
const succeededAt = `(SELECT min(o.created_at) FROM rollout o JOIN release ol ON ol.id = o.release_id
  WHERE o.appliance_id = l.appliance_id AND ol.withdrawn_at IS NULL AND (ol.installed_at, ol.id) > (l.installed_at, l.id))`;

/** The releases of the appliances the actor may see (or of one), newest installation first. */
export async function listReleases(ctx: Ctx, applianceId: number | null): Promise<ListedRelease[]> {
  const { rows } = await ctx.db.query<ReleaseRow>(
    `SELECT l.id, l.appliance_id AS "applianceId", l.kind, l.name, l.version, l.installed_at AS "installedAt",
            l.agents_update_themselves AS "agentsUpdateThemselves", l.recorded_by AS "recordedBy",
            l.recorded_at AS "recordedAt", r.id AS "rolloutId", r.status AS "rolloutStatus",
            COALESCE(t.members, 0) AS members, COALESCE(t.checked_in, 0) AS "checkedIn",
            CASE r.status WHEN 'closed' THEN r.closed_at WHEN 'superseded' THEN GREATEST(r.created_at, ${succeededAt}) END AS "endedAt",
            COALESCE((SELECT json_agg(json_build_object('unit', n.unit, 'installedAt', n.installed_at) ORDER BY n.installed_at)
                        FROM release_installation n WHERE n.release_id = l.id), '[]') AS installations
       FROM release l LEFT JOIN rollout r ON r.release_id = l.id
       LEFT JOIN LATERAL (SELECT sum(m.members) AS members, sum(m.members) FILTER (WHERE m.state = 'checked_in') AS checked_in
                            FROM rollout_tally m WHERE m.rollout_id = r.id) t ON true
      WHERE ${whereVisible("l.appliance_id")} AND ($2::int IS NULL OR l.appliance_id = $2) AND l.withdrawn_at IS NULL
      ORDER BY l.installed_at DESC, l.id DESC`,
    [visibleTo(ctx), applianceId],
  );
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      installations: row.installations.map(({ unit, installedAt }) => ({
        unit,
        installedAt: Date.parse(installedAt),
      })),
      warnings: isTooEarly(row, rows) ? await warnOfHaste(ctx.db, row.applianceId, row.id) : [],
    })),
  );
}

function isTooEarly(release: ReleaseRow, all: readonly ReleaseRow[]): boolean {
  const siteReleases = all.filter(
    ({ kind, applianceId }) => kind === "site" && applianceId === release.applianceId,
  );
  return release.kind === "site" && hoursTooEarly(release, previousRelease(siteReleases, release)) !== null;
}
