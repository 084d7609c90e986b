/** Which installer an item shows: the newest that is valid and fits its client. */
import type { ClientKind } from "@/lib/core/client";
import { newestFitting, packageState, platformOf } from "@/lib/core/installer";
import type { Ctx } from "@/lib/platform/context";
import { type InstallerPackage, packageColumns, releasedColumn } from "./package-store";

/** A package as an item names it. Instants in epoch milliseconds. */
export type ShownPackage = Pick<
  InstallerPackage,
  "id" | "platform" | "group" | "madeAt" | "validUntil" | "location"
>;

interface Wanted {
  id: number;
  applianceId: number;
  kind: ClientKind;
  os: string | null;
  group: string | null;
}

/** By client; who has none is in none. */
export async function newestPackages(
  { db, now }: Pick<Ctx, "db" | "now">,
  wanted: readonly Wanted[],
): Promise<Map<number, ShownPackage>> {
  const { rows } = await db.query<InstallerPackage & { releasedAt: number | null }>(
    `SELECT ${packageColumns}, ${releasedColumn} FROM installer_package p WHERE p.appliance_id = ANY($1::int[])`,
    [[...new Set(wanted.map(({ applianceId }) => applianceId))]],
  );
  const valid = rows.filter((each) => packageState(each, each.releasedAt, now) === "valid");
  if (valid.length === 0) return new Map();
  return new Map(
    wanted.flatMap(({ id, applianceId, kind, os, group }) => {
      const own = valid.filter((each) => each.applianceId === applianceId);
      const fitting = newestFitting(own, { kind, platform: platformOf(os), group });
      return fitting === null ? [] : [[id, shown(fitting)] as const];
    }),
  );
}

function shown({ id, platform, group, madeAt, validUntil, location }: InstallerPackage): ShownPackage {
  return { id, platform, group, madeAt, validUntil, location };
}
