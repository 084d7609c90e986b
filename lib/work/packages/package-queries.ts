/** Read models of installer packages: which are valid, until when, and which have to be made again. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import { type PackageState, packageState, toMakeAgain } from "@/lib/core/installer";
import type { Ctx } from "@/lib/platform/context";
import { type InstallerPackage, packageColumns, releasedColumn } from "./package-store";

/** `releasedAt`: since when the newest site release is installed, which packages of before do not outlive. */
export interface ListedPackage extends InstallerPackage {
  applianceName: string;
  timeZone: string;
  state: PackageState;
  releasedAt: number | null;
  /** Nothing that is valid was made in its place. */
  toMakeAgain: boolean;
}

/** Those of the appliances that the actor may see, those to be made again first, then the newest. @throws AppError 403 */
export async function listPackages(ctx: Ctx, applianceId: number | null = null): Promise<ListedPackage[]> {
  const where = refuseUnlessSomewhere(ctx, "work.read");
  const { rows } = await ctx.db.query<Omit<ListedPackage, "state" | "toMakeAgain">>(
    `SELECT ${packageColumns}, ${releasedColumn}, a.name AS "applianceName", a.time_zone AS "timeZone"
       FROM installer_package p JOIN appliance a ON a.id = p.appliance_id
      WHERE ($1::int[] IS NULL OR p.appliance_id = ANY($1)) AND ($2::int IS NULL OR p.appliance_id = $2)
      ORDER BY p.made_at DESC, p.id DESC`,
    [where === "all" ? null : [...where], applianceId],
  );
  const again = new Set<number>();
  for (const id of new Set(rows.map((row) => row.applianceId))) {
    const own = rows.filter((row) => row.applianceId === id);
    for (const each of toMakeAgain(own, own[0]?.releasedAt ?? null, ctx.now)) again.add(each.id);
  }
  return rows
    .map((row) => ({
      ...row,
      state: packageState(row, row.releasedAt, ctx.now),
      toMakeAgain: again.has(row.id),
    }))
    .sort((one, other) => Number(other.toMakeAgain) - Number(one.toMakeAgain));
}
