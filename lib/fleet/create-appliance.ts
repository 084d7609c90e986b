/** Registers an appliance: the site as its clients see it. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { conflict } from "@/lib/platform/errors";
import type { CreateApplianceInput } from "./schema";

/** @throws AppError 403, 409 `hostname_taken` */
export async function createAppliance(ctx: Ctx, input: CreateApplianceInput): Promise<number> {
  refuseUnless(ctx, "appliance.create", null);
  return inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO appliance (name, hostname, time_zone, date_order, cap, confirm_change_percent, sub_caps, slot_lease_minutes,
                              confirm_reject_percent)
       VALUES ($1, $2, $3, $4, $5, COALESCE($6, 30), $7, COALESCE($8, 30), COALESCE($9, 5)) ON CONFLICT (hostname) DO NOTHING RETURNING id`,
      [
        input.name,
        input.hostname,
        input.timeZone,
        input.dateOrder ?? null,
        input.cap ?? null,
        input.confirmChangePercent ?? null,
        JSON.stringify(input.subCaps ?? {}),
        input.slotLeaseMinutes ?? null,
        input.confirmRejectPercent ?? null,
      ],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw hostnameTaken(input.hostname);
    if (input.cap != null) {
      await tx.query("INSERT INTO cap_change (appliance_id, cap, at, changed_by) VALUES ($1, $2, $3, $4)", [
        id,
        input.cap,
        asTimestamp(ctx.now),
        ctx.actor.name,
      ]);
    }
    await recordAudit(tx, ctx, {
      deed: "appliance.create",
      applianceId: id,
      subjectType: "appliance",
      subjectId: id,
      after: input,
    });
    return id;
  });
}

/** 409: an appliance is known by its public host name, and there is one with this name. */
export function hostnameTaken(hostname: string) {
  return conflict(
    "hostname_taken",
    `There is an appliance with the host name ${hostname} already. A failover pair is one appliance; use that one.`,
  );
}
