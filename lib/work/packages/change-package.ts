/** Registers, changes and removes installer packages. */
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql, type Tx } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import type { ChangePackageInput, CreatePackageInput } from "./package-schema";
import { type InstallerPackage, packageColumns } from "./package-store";

type Written = Pick<
  InstallerPackage,
  "kind" | "platform" | "group" | "madeAt" | "madeFor" | "validUntil" | "location" | "note"
>;

const tooEarlyMs = 5 * 60_000;

/** A package cannot have been made later than now, nor be over before it was made. */
function refuseImpossible({ madeAt, validUntil }: Written, now: number): void {
  if (madeAt > now + tooEarlyMs)
    throw unprocessable(
      "made_in_future",
      "`madeAt` lies in the future. Give the time at which the package was made.",
    );
  if (validUntil !== null && validUntil <= madeAt)
    throw unprocessable(
      "valid_before_made",
      "`validUntil` is not after `madeAt`. Look at the two times again.",
    );
}

function valuesOf(given: Written): unknown[] {
  const { kind, platform, group, madeAt, madeFor, validUntil, location, note } = given;
  return [kind, platform, group, asTimestamp(madeAt), madeFor, asTimestamp(validUntil), location, note];
}

/** @throws AppError 403, 404, 422 `made_in_future`, `valid_before_made` */
export async function createPackage(
  ctx: Ctx,
  { applianceId, ...input }: CreatePackageInput,
): Promise<number> {
  refuseUnless(ctx, "package.manage", applianceId);
  const nothing = { group: null, madeFor: null, validUntil: null, location: null, note: null };
  const given = { ...nothing, ...saidOf(input) };
  refuseImpossible(given, ctx.now);
  return inTransaction(ctx.db, async (tx) => {
    await loadAppliance(tx, applianceId);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO installer_package (kind, platform, group_name, made_at, made_for, valid_until, location, note, appliance_id,
              created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [...valuesOf(given), applianceId, ctx.actor.name, asTimestamp(ctx.now)],
    );
    const id = rows[0]?.id ?? 0;
    await audit(tx, ctx, "package.create", { id, applianceId }, { after: given });
    return id;
  });
}

/** What was left out says nothing. */
function saidOf<I extends object>(input: I): { [N in keyof I]: Exclude<I[N], undefined> } {
  return JSON.parse(JSON.stringify(input));
}

/** @throws AppError 403, 404, 422 */
export async function changePackage(ctx: Ctx, id: number, input: ChangePackageInput): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await holdPackage(tx, ctx, id);
    const after = { ...before, ...saidOf(input) } as InstallerPackage;
    refuseImpossible(after, ctx.now);
    await tx.query(
      `UPDATE installer_package SET kind = $1, platform = $2, group_name = $3, made_at = $4, made_for = $5, valid_until = $6,
              location = $7, note = $8 WHERE id = $9`,
      [...valuesOf(after), id],
    );
    await audit(tx, ctx, "package.change", before, { before, after });
  });
}

/** @throws AppError 403, 404 */
export async function removePackage(ctx: Ctx, id: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await holdPackage(tx, ctx, id);
    await tx.query("DELETE FROM installer_package WHERE id = $1", [id]);
    await audit(tx, ctx, "package.remove", before, { before });
  });
}

async function holdPackage(tx: Sql, ctx: Ctx, id: number): Promise<InstallerPackage> {
  const { rows } = await tx.query<InstallerPackage>(
    `SELECT ${packageColumns} FROM installer_package p WHERE p.id = $1 FOR UPDATE`,
    [id],
  );
  const [found] = rows;
  if (!found) throw notFound("installer package", id);
  refuseUnless(ctx, "package.manage", found.applianceId);
  return found;
}

async function audit(
  tx: Tx,
  ctx: Ctx,
  deed: string,
  { id, applianceId }: Pick<InstallerPackage, "id" | "applianceId">,
  change: { before?: unknown; after?: unknown },
): Promise<void> {
  await recordAudit(tx, ctx, {
    deed,
    applianceId,
    subjectType: "installer_package",
    subjectId: id,
    ...change,
  });
}
