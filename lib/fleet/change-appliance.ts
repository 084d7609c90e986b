/** Changes what is known of an appliance, its cap included. */
import { refuseUnless } from "@/lib/access/may";
import type { SubCaps } from "@/lib/core/admission";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import { hostnameTaken } from "./create-appliance";
import type { ChangeApplianceInput, DateOrder } from "./schema";

export interface Appliance {
  id: number;
  name: string;
  hostname: string;
  timeZone: string;
  dateOrder: DateOrder | null;
  cap: number | null;
  confirmChangePercent: number;
  /** More rejected rows than this share (and at least three) make an import stop and ask. */
  confirmRejectPercent: number;
  subCaps: SubCaps;
  slotLeaseMinutes: number;
}

export const applianceColumns = `id, name, hostname, time_zone AS "timeZone", date_order AS "dateOrder", cap,
  confirm_change_percent AS "confirmChangePercent", confirm_reject_percent AS "confirmRejectPercent", sub_caps AS "subCaps", slot_lease_minutes AS "slotLeaseMinutes"`;

/** An appliance. @throws AppError 404 */
export async function loadAppliance(db: Sql, applianceId: number): Promise<Appliance> {
  const { rows } = await db.query<Appliance>(`SELECT ${applianceColumns} FROM appliance WHERE id = $1`, [
    applianceId,
  ]);
  if (!rows[0]) throw notFound("appliance", applianceId);
  return rows[0];
}

/** What belongs to running a rollout: leads set it too. */
const rolloutSettings: readonly string[] = ["cap", "subCaps", "slotLeaseMinutes"];

/**
 * A cap that is lowered drains: what is held stays held and counts.
 * @throws AppError 403, 404, 409 `hostname_taken`, `cap_missing`, 422 `lease_too_long`
 */
export async function changeAppliance(
  ctx: Ctx,
  applianceId: number,
  input: ChangeApplianceInput,
): Promise<Appliance> {
  const onlyRollout = Object.keys(input).every((name) => rolloutSettings.includes(name));
  refuseUnless(ctx, onlyRollout ? "appliance.setCap" : "appliance.change", applianceId);
  refuseLongLease(input.slotLeaseMinutes);
  const changed = await inTransaction(ctx.db, async (tx) => {
    // NO KEY: as for granting slots, so that the cap is read and changed in turns and imports hold up neither.
    await tx.query("SELECT 1 FROM appliance WHERE id = $1 FOR NO KEY UPDATE", [applianceId]);
    const before = await loadAppliance(tx, applianceId);
    const after: Appliance = {
      ...before,
      ...input,
      dateOrder: input.dateOrder === undefined ? before.dateOrder : input.dateOrder,
      cap: input.cap === undefined ? before.cap : input.cap,
      subCaps: { ...before.subCaps, ...input.subCaps },
    };
    if (after.cap === null) await refuseCaplessControl(tx, applianceId);
    const taken = await tx.query("SELECT 1 FROM appliance WHERE hostname = $1 AND id <> $2", [
      after.hostname,
      applianceId,
    ]);
    if (taken.rowCount) throw hostnameTaken(after.hostname);
    await tx.query(
      `UPDATE appliance SET name = $2, hostname = $3, time_zone = $4, date_order = $5, cap = $6, confirm_change_percent = $7,
              sub_caps = $8, slot_lease_minutes = $9, confirm_reject_percent = $10
        WHERE id = $1`,
      [
        applianceId,
        after.name,
        after.hostname,
        after.timeZone,
        after.dateOrder,
        after.cap,
        after.confirmChangePercent,
        JSON.stringify(after.subCaps),
        after.slotLeaseMinutes,
        after.confirmRejectPercent,
      ],
    );
    if (after.cap !== before.cap) {
      await tx.query("INSERT INTO cap_change (appliance_id, cap, at, changed_by) VALUES ($1, $2, $3, $4)", [
        applianceId,
        after.cap,
        asTimestamp(ctx.now),
        ctx.actor.name,
      ]);
    }
    await recordAudit(tx, ctx, {
      deed: "appliance.change",
      applianceId,
      subjectType: "appliance",
      subjectId: applianceId,
      before,
      after,
    });
    return after;
  });
  await ctx.enqueue("slot.grant", { applianceId });
  return changed;
}

/** @throws AppError 422 `lease_too_long` */
export function refuseLongLease(leaseMinutes: number | undefined): void {
  const longest = env().ROLLCALL_SLOT_LEASE_MAX_MINUTES;
  if (leaseMinutes !== undefined && leaseMinutes > longest) {
    throw unprocessable(
      "lease_too_long",
      `A lease may last ${longest} minutes at most. Ask for a shorter one, or raise ROLLCALL_SLOT_LEASE_MAX_MINUTES.`,
    );
  }
}

async function refuseCaplessControl(tx: Sql, applianceId: number): Promise<void> {
  const { rowCount } = await tx.query(
    "SELECT 1 FROM rollout WHERE appliance_id = $1 AND mode = 'control' AND status IN ('opening', 'open', 'held')",
    [applianceId],
  );
  if (rowCount) {
    throw conflict(
      "cap_missing",
      "The open rollout is in control mode, which needs a cap. Switch it to observe first.",
    );
  }
}
