/** Rule 17: another release is going out, and what is known of clients is weighed from its installation on. */
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { newestSnapshots } from "./newest";
import { lastSeen } from "./now-row";
import type { GroupMove } from "./record/describe-rows";
import { weighClients } from "./weigh-clients";
import { loadWeighedFrom } from "./weighed-from";

/**
 * Weighs from another release on. Whoever connected after it and is not known to run it is weighed again by all there is, unless the
 * first connection after it is known already; that is nobody where a release is recorded before anything was heard after it. Does
 * nothing where it is weighed from that instant already. Returns those whose group is another one now.
 */
export async function weighFrom(tx: Tx, applianceId: number, releasedAt: number): Promise<GroupMove[]> {
  await lockFacts(tx, applianceId);
  const before = await loadWeighedFrom(tx, applianceId);
  if (before === releasedAt) return [];
  const members = `client_now n LEFT JOIN (${newestSnapshots("i.appliance_id = $1")}) newest ON newest.kind = n.kind`;
  const isOld = `${lastSeen("n", "newest.exported_at")} > $2 AND NOT n.is_current AND (n.current_at > $2) IS NOT TRUE`;
  await tx.query(
    `UPDATE client_now SET connected_old_at = NULL WHERE client_id IN (
       SELECT n.client_id FROM ${members}
        WHERE n.appliance_id = $1 AND n.connected_old_at IS NOT NULL AND (${isOld}) IS NOT TRUE)`,
    [applianceId, asTimestamp(releasedAt)],
  );
  const isLater = before !== null && before <= releasedAt;
  const known = isLater ? "AND (n.connected_old_at > $2) IS NOT TRUE" : "";
  const { rows } = await tx.query<{ id: number }>(
    `SELECT n.client_id AS id FROM ${members} WHERE n.appliance_id = $1 AND ${isOld} ${known}`,
    [applianceId, asTimestamp(releasedAt)],
  );
  const ids = rows.map(({ id }) => id);
  const moved = await weighClients(tx, applianceId, ids, { releasedAt });
  // Last: whoever asks for a slot waits for the appliance's row.
  await tx.query("UPDATE appliance SET weighed_from = $2 WHERE id = $1", [
    applianceId,
    asTimestamp(releasedAt),
  ]);
  return moved;
}
