// Decides what an admin may change about a person: name, role, appliances, and whether they may come in at all.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { refuseUnless } from "./may";
import {
  anotherAdminRemains,
  auditedPerson,
  endSessions,
  isEverywhere,
  lastAdminError,
  lockPerson,
  refuseUnknownAppliances,
  writeAppliances,
} from "./person-store";
import type { PersonChange } from "./schema";

function deedOf(change: PersonChange): string {
  if (change.disabled === true) return "person.disable";
  if (change.disabled === false) return "person.enable";
  return "person.change";
}

/**
 * Changes a person. Whoever is disabled is signed out everywhere at once; their open password links are void.
 * @throws AppError 404, 422 for appliances that do not exist, 409 `last_admin` when no enabled admin would remain
 */
export async function changePerson(ctx: Ctx, id: string, change: PersonChange): Promise<void> {
  refuseUnless(ctx, "people.manage", null);
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockPerson(tx, id);
    const role = change.role ?? before.role;
    const appliances = change.appliances ?? (before.all_appliances ? "all" : before.appliance_ids);
    await refuseUnknownAppliances(tx, appliances);
    const wasDisabledAt = before.disabled_at;
    const disabledAt =
      change.disabled === undefined ? wasDisabledAt : change.disabled ? (wasDisabledAt ?? ctx.now) : null;
    const { rowCount } = await tx.query(
      `UPDATE person p SET name = $2, role = $3, all_appliances = $4, disabled_at = $5, updated_at = $6
       WHERE id = $1 AND ((p.role <> 'admin' OR p.disabled_at IS NOT NULL) OR ($3 = 'admin' AND $5::timestamptz IS NULL)
         OR ${anotherAdminRemains})`,
      [
        id,
        change.name ?? before.name,
        role,
        isEverywhere(role, appliances),
        asTimestamp(disabledAt),
        asTimestamp(ctx.now),
      ],
    );
    if (rowCount === 0) throw lastAdminError();
    await writeAppliances(tx, id, role, appliances);
    if (disabledAt !== null) {
      await endSessions(tx, id);
      await tx.query(
        "DELETE FROM one_time_link WHERE purpose = 'new_password' AND person_id = $1 AND used_at IS NULL",
        [id],
      );
    }
    await recordAudit(tx, ctx, {
      deed: deedOf(change),
      applianceId: null,
      subjectType: "person",
      subjectId: id,
      before: auditedPerson(before),
      after: auditedPerson(await lockPerson(tx, id)),
    });
  });
}
