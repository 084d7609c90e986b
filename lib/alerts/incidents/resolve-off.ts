/** Incidents of rules that were switched off: nobody looks for them any more, so nobody would see them end. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { cancelDeliveries } from "../deliveries/insert-deliveries";
import { insertEvent, resolveIncident } from "./incident-store";

/** Resolves them without a word to anybody, and forgets those that nobody has seen; answers how many were resolved. */
export async function resolveOfRulesOff(ctx: Ctx): Promise<number> {
  await ctx.db.query(
    `DELETE FROM incident n USING alert_rule r WHERE r.id = n.rule_id AND NOT r.enabled AND n.status = 'pending'`,
  );
  const { rows } = await ctx.db.query<{
    id: number;
    rev: number;
    count: number;
    severity: "info" | "warning" | "critical";
  }>(
    `SELECT n.id, n.rev, n.count, n.severity FROM incident n JOIN alert_rule r ON r.id = n.rule_id
      WHERE n.status <> 'resolved' AND NOT r.enabled`,
  );
  for (const incident of rows) {
    await inTransaction(ctx.db, async (tx) => {
      if (!(await resolveIncident(tx, incident.id, incident.rev, "rule_off", ctx.now))) return;
      await cancelDeliveries(tx, incident.id, ctx.now);
      await insertEvent(tx, incident, { event: "resolved", data: { because: "rule_off" } }, ctx.now);
    });
  }
  return rows.length;
}
