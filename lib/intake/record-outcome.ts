/** What an import does to the states of clients, kept by client, before a person confirms it and after. */
import type { Tx } from "@/lib/platform/db";
import type { FleetOutcome, OutcomeCounts, OutcomeRow } from "@/lib/rollout/members/fleet-outcome";

export type { FleetOutcome as ImportOutcome, OutcomeCounts, OutcomeRow };

/** Keeps the clients of an outcome, in place of those of an earlier look. */
export async function keepOutcome(tx: Tx, importId: number, rows: readonly OutcomeRow[]): Promise<void> {
  await tx.query("DELETE FROM import_outcome WHERE import_id = $1", [importId]);
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO import_outcome (import_id, client_id, name, from_state, to_state, reason_code)
     SELECT $1, r."clientId", r.name, r."fromState", r."toState", r."reasonCode"
       FROM jsonb_to_recordset($2) AS r("clientId" integer, name text, "fromState" text, "toState" text, "reasonCode" text)`,
    [importId, JSON.stringify(rows)],
  );
}
