/** Takes an applied import back: everything is computed again from what remains (rule 15). */
import type { ClientKind } from "@/lib/core/client";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { judgeKinds, lockEvidence } from "./apply-import";
import { settleDuplicates } from "./settle-duplicates";
import type { ImportRecord } from "./store";
import { weighClients } from "./weigh-clients";

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
    const { rows } = await tx.query<{ clientId: number; kind: ClientKind }>(
      `WITH gone AS (DELETE FROM sighting WHERE import_id = $1 RETURNING client_id)
       SELECT c.id AS "clientId", c.kind FROM gone JOIN client c ON c.id = gone.client_id
       UNION SELECT c.merged_into_id, c.kind FROM gone JOIN client c ON c.id = gone.client_id WHERE c.merged_into_id IS NOT NULL`,
      [record.id],
    );
    const kinds = [...new Set([...record.kinds, ...rows.map(({ kind }) => kind)])];
    await weighClients(
      tx,
      rows.map(({ clientId }) => clientId).sort((a, b) => a - b),
    );
    await settleDuplicates(tx, record.applianceId, kinds);
    await tx.query(
      "UPDATE client SET survivor_id = NULL WHERE appliance_id = $1 AND first_evidence_at IS NULL AND survivor_id IS NOT NULL",
      [record.applianceId],
    );
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
    await judgeKinds(tx, record, kinds, ctx.now, true);
  });
}
