/** Takes an applied import back: everything is computed again from what remains (rule 15). */
import { planForBulk } from "@/lib/evidence/plan";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import { takeBackSnapshot } from "@/lib/evidence/take-back-snapshot";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { followMoves } from "@/lib/rollout/cap/place-members";
import { judgeFleet } from "@/lib/rollout/members/judge-fleet";
import { findGoingRollout } from "@/lib/rollout/members/store";
import type { ImportRecord } from "./store";

/** Does what `wanted_taken_back_by` asks for, in one transaction. */
export async function takeBackImport(ctx: Ctx, record: ImportRecord): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await lockEvidence(tx, record.applianceId);
    const { rowCount } = await tx.query(
      `UPDATE import SET status = 'taken_back', taken_back_at = $2, wanted_taken_back_by = NULL
        WHERE id = $1 AND status = 'done'`,
      [record.id, asTimestamp(ctx.now)],
    );
    if (rowCount === 0) return;
    await planForBulk(tx);
    const place = { ...record, importId: record.id, exportedAt: record.exportedAt ?? 0 };
    const { moved, kinds } = await takeBackSnapshot(tx, place);
    await followMoves(tx, moved);
    await recordAudit(
      tx,
      {
        now: ctx.now,
        actor: { type: "system", id: "rollcall", name: record.wantedTakenBackBy ?? "Rollcall" },
      },
      {
        deed: "import.takeBack",
        applianceId: record.applianceId,
        subjectType: "import",
        subjectId: record.id,
        before: { status: "done" },
        after: { status: "taken_back" },
      },
    );
    const rollout = await findGoingRollout(tx, record.applianceId);
    if (rollout) {
      await judgeFleet(
        tx,
        rollout.id,
        { kinds },
        { cause: `import ${record.id}`, now: ctx.now, refresh: true },
      );
    }
  });
}
