/** What a person may change about a rollout: its mode, holding it, closing it. */
import { refuseUnless } from "@/lib/access/may";
import { lockFacts } from "@/lib/evidence/lock-facts";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { loadWaves, setWaves } from "./cap/set-waves";
import { bringMembersBack, putMembersAway } from "./members/member-blocks";
import { loadRolloutBasis, lockAppliance, type RolloutStatus } from "./members/store";
import type { ChangeRolloutInput } from "./schema";

interface RolloutRow {
  applianceId: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  heldReason: string | null;
  closedReason: string | null;
  cap: number | null;
  draining: boolean;
  halt: { code: string } | null;
  haltRule: unknown;
}

/**
 * Changes mode, plan and halting, drains, holds or resumes, closes with a reason or (`closed: null`) takes the closing
 * back. A change of mode and a reopening judge every member again. A person who resumes has seen what failed until then.
 * @throws AppError 403, 404, 409 `superseded`, `closed`, `cap_missing`
 */
export async function changeRollout(ctx: Ctx, rolloutId: number, input: ChangeRolloutInput): Promise<void> {
  const applianceId = await applianceOf(ctx, rolloutId);
  refuseUnless(ctx, "rollout.change", applianceId);
  const opening = await inTransaction(ctx.db, async (tx) => {
    // Members are judged by the mode, and not in a closed rollout: such a change waits for judgements, a hold does not.
    const changesJudgements = input.mode !== undefined || input.closed !== undefined;
    if (input.closed !== undefined) await lockFacts(tx, applianceId);
    const { rows } = await tx.query<Omit<RolloutRow, "cap">>(
      `SELECT appliance_id AS "applianceId", status, mode, held_reason AS "heldReason", closed_reason AS "closedReason",
              draining_at IS NOT NULL AS draining, halt, halt_rule AS "haltRule"
         FROM rollout WHERE id = $1 FOR ${changesJudgements ? "UPDATE" : "NO KEY UPDATE"}`,
      [rolloutId],
    );
    // In turns with granting: once this is committed nobody is given a slot that it forbids.
    const appliance = await lockAppliance(tx, applianceId);
    if (!rows[0] || !appliance) throw notFound("rollout", rolloutId);
    const before: RolloutRow = { ...rows[0], cap: appliance.cap };
    refuseWhenOver(before, input);
    const mode = input.mode ?? before.mode;
    if (mode === "control" && before.cap === null) {
      throw conflict(
        "cap_missing",
        "Control mode needs a cap. Set the appliance's cap first, then switch the mode.",
      );
    }
    const reopened = input.closed === null && before.status === "closed";
    const rejudge = reopened || mode !== before.mode;
    const basis = input.closed ? await loadRolloutBasis(tx, rolloutId) : null;
    if (basis) await putMembersAway(tx, basis, ctx.now);
    if (reopened) await bringMembersBack(tx, rolloutId);
    await tx.query(
      `UPDATE rollout SET mode = $2,
              held_at = CASE $3::boolean WHEN true THEN COALESCE(held_at, $4) WHEN false THEN NULL ELSE held_at END,
              held_reason = CASE $3::boolean WHEN true THEN COALESCE($5, held_reason) WHEN false THEN NULL
                                 ELSE CASE WHEN $10::boolean THEN $5 WHEN NOT $10::boolean THEN NULL ELSE held_reason END END,
              closed_at = CASE WHEN $6::text IS NOT NULL THEN $4 WHEN $7 THEN NULL ELSE closed_at END,
              closed_reason = CASE WHEN $6::text IS NOT NULL THEN $6 WHEN $7 THEN NULL ELSE closed_reason END,
              closed_by = CASE WHEN $6::text IS NOT NULL THEN $8 WHEN $7 THEN NULL ELSE closed_by END,
              halt = CASE WHEN $3::boolean IS NULL THEN halt END,
              halts_from = CASE WHEN $3::boolean = false THEN $4 ELSE halts_from END,
              draining_at = CASE WHEN $10::boolean THEN COALESCE(draining_at, $4)
                                 WHEN NOT $10::boolean OR $3::boolean IS NOT NULL THEN NULL ELSE draining_at END,
              halt_rule = CASE WHEN $11 THEN $12::jsonb ELSE halt_rule END,
              epoch = epoch + $9::int
        WHERE id = $1`,
      [
        rolloutId,
        mode,
        input.held ?? null,
        asTimestamp(ctx.now),
        input.heldReason ?? null,
        input.closed?.reason ?? null,
        reopened,
        ctx.actor.name,
        rejudge ? 1 : 0,
        input.draining ?? null,
        input.haltRule !== undefined,
        input.haltRule ? JSON.stringify(input.haltRule) : null,
      ],
    );
    const wavesBefore = input.waves && (await loadWaves(tx, rolloutId));
    if (input.waves) await setWaves(tx, rolloutId, input.waves, ctx.now);
    await tx.query(
      `UPDATE rollout SET status = CASE WHEN closed_at IS NOT NULL THEN 'closed'
                                        WHEN $2 OR status = 'opening' THEN 'opening'
                                        WHEN held_at IS NOT NULL THEN 'held' ELSE 'open' END
        WHERE id = $1`,
      [rolloutId, rejudge],
    );
    await recordAudit(tx, ctx, {
      deed: "rollout.change",
      applianceId,
      subjectType: "rollout",
      subjectId: rolloutId,
      before: wavesBefore ? { ...before, waves: wavesBefore } : before,
      after: input,
    });
    return rejudge;
  });
  if (opening) await ctx.enqueue("rollout.open", { rolloutId });
  await ctx.enqueue("slot.grant", { applianceId });
}

/** The appliance a rollout belongs to. @throws AppError 404 */
export async function applianceOf(ctx: Ctx, rolloutId: number): Promise<number> {
  const { rows } = await ctx.db.query<{ applianceId: number }>(
    'SELECT appliance_id AS "applianceId" FROM rollout WHERE id = $1',
    [rolloutId],
  );
  if (!rows[0]) throw notFound("rollout", rolloutId);
  return rows[0].applianceId;
}

function refuseWhenOver(rollout: RolloutRow, input: ChangeRolloutInput): void {
  if (rollout.status === "superseded") {
    throw conflict(
      "superseded",
      "A newer site release has superseded this rollout; its states stay as they were.",
    );
  }
  if (rollout.status === "closed" && input.closed !== null) {
    throw conflict("closed", 'This rollout is closed. Take the closing back first, with {"closed": null}.');
  }
}
