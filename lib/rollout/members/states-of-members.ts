/** The states of a few members, without their reasons. */
import type { MemberState } from "@/lib/core/member";
import type { Sql } from "@/lib/platform/db";
import { judgedStatuses } from "./judge-members";
import { overMemberOf } from "./over-member";

/** Those of these clients that are members of the rollout, whether it goes on or is over. */
export async function statesOfMembers(
  db: Sql,
  rolloutId: number,
  clientIds: readonly number[],
): Promise<Map<number, MemberState>> {
  const { rows } = await db.query<{ clientId: number; state: MemberState }>(
    `SELECT n.client_id AS "clientId", CASE WHEN r.status <> ALL($3::text[]) THEN o.state WHEN n.rollout_id = r.id THEN n.state END AS state
       FROM client_now n JOIN rollout r ON r.id = $1
       LEFT JOIN LATERAL (${overMemberOf("n.client_id", "b.rollout_id = r.id")}) o ON true
      WHERE n.client_id = ANY($2::int[])`,
    [rolloutId, clientIds, judgedStatuses],
  );
  return new Map(rows.filter(({ state }) => state !== null).map(({ clientId, state }) => [clientId, state]));
}
