/** Changes what is known of an appliance, its cap included. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Sql } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
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
}

export const applianceColumns = `id, name, hostname, time_zone AS "timeZone", date_order AS "dateOrder", cap,
  confirm_change_percent AS "confirmChangePercent"`;

/** An appliance. @throws AppError 404 */
export async function loadAppliance(db: Sql, applianceId: number): Promise<Appliance> {
  const { rows } = await db.query<Appliance>(`SELECT ${applianceColumns} FROM appliance WHERE id = $1`, [
    applianceId,
  ]);
  if (!rows[0]) throw notFound("appliance", applianceId);
  return rows[0];
}

/** @throws AppError 403, 404, 409 `hostname_taken`, `cap_missing` */
export async function changeAppliance(
  ctx: Ctx,
  applianceId: number,
  input: ChangeApplianceInput,
): Promise<Appliance> {
  refuseUnless(ctx, "appliance.change", applianceId);
  return inTransaction(ctx.db, async (tx) => {
    await tx.query("SELECT 1 FROM appliance WHERE id = $1 FOR UPDATE", [applianceId]);
    const before = await loadAppliance(tx, applianceId);
    const after: Appliance = {
      ...before,
      ...input,
      dateOrder: input.dateOrder === undefined ? before.dateOrder : input.dateOrder,
      cap: input.cap === undefined ? before.cap : input.cap,
    };
    if (after.cap === null) await refuseCaplessControl(tx, applianceId);
    const taken = await tx.query("SELECT 1 FROM appliance WHERE hostname = $1 AND id <> $2", [
      after.hostname,
      applianceId,
    ]);
    if (taken.rowCount) throw hostnameTaken(after.hostname);
    await tx.query(
      `UPDATE appliance SET name = $2, hostname = $3, time_zone = $4, date_order = $5, cap = $6, confirm_change_percent = $7
        WHERE id = $1`,
      [
        applianceId,
        after.name,
        after.hostname,
        after.timeZone,
        after.dateOrder,
        after.cap,
        after.confirmChangePercent,
      ],
    );
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
