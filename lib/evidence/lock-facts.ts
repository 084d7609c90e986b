/**
 * Who writes what is known of an appliance's clients, and who judges many of them by it, take turns; lists are read from their files
 * without it. Taken after the appliance's evidence and before its rollouts.
 */
import type { Tx } from "@/lib/platform/db";

/** Waits for its turn, and has it until the transaction ends. */
export async function lockFacts(tx: Tx, applianceId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('facts'), $1)", [applianceId]);
}

/** The same for who would rather come again. `shared`: beside others who only read what is known. Returns whether it has its turn. */
export async function tryLockFacts(tx: Tx, applianceId: number, shared: boolean): Promise<boolean> {
  const how = shared ? "pg_try_advisory_xact_lock_shared" : "pg_try_advisory_xact_lock";
  const { rows } = await tx.query<{ mine: boolean }>(`SELECT ${how}(hashtext('facts'), $1) AS mine`, [
    applianceId,
  ]);
  return rows[0]?.mine === true;
}
