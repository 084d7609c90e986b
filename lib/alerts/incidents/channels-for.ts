/** Which channels are told of an incident. */
import type { Saying } from "@/lib/core/alerts/step-incident";
import type { Tx } from "@/lib/platform/db";
import type { AlertRule } from "../rules/rule-store";

/**
 * The rule's own, or the default ones; those of the escalation once it escalated, and from then on too. That it is over is told to
 * whom it was said (or is being said) before. A channel is not told that it is failing itself.
 */
export async function channelsFor(
  tx: Tx,
  rule: Pick<AlertRule, "channelIds" | "escalation">,
  incidentId: number,
  what: Saying,
  about: { scopeKey: string } | null,
): Promise<number[]> {
  const failing = /^channel:(\d+)$/.exec(about?.scopeKey ?? "")?.[1];
  const { rows } = await tx.query<{ id: number }>(
    `SELECT c.id FROM channel c
      WHERE c.enabled AND c.id IS DISTINCT FROM $1::int AND CASE $2
        WHEN 'resolved' THEN EXISTS (SELECT 1 FROM delivery d WHERE d.incident_id = $3 AND d.channel_id = c.id
                                        AND d.attempts > 0)
        WHEN 'escalated' THEN c.id = ANY($4::int[])
        ELSE CASE WHEN $5::int[] IS NULL THEN c.is_default ELSE c.id = ANY($5) END
             OR (c.id = ANY($4) AND EXISTS (SELECT 1 FROM delivery d WHERE d.incident_id = $3 AND d.channel_id = c.id))
      END ORDER BY c.id`,
    [failing ?? null, what, incidentId, rule.escalation?.channelIds ?? [], rule.channelIds],
  );
  return rows.map(({ id }) => id);
}
