/** Single clients' parts in rollouts that are over, looked up at their places in their blocks. */
import type { GroupMove } from "@/lib/evidence/record/describe-rows";
import { blockOf, blockOfId, placeOfId } from "@/lib/evidence/snapshot-block";
import type { Tx } from "@/lib/platform/db";
import { hasLeft, isCohort, overMembers } from "./member-blocks";
import { storedCodes, storedStates } from "./stored-names";

/** SQL: the row that `overMembers(which)` has of client `id`, if any: for few clients. */
export function overMemberOf(id: string, which: string): string {
  const at = (column: string) => `b.${column}[${placeOfId(id)}]`;
  const instant = (column: string) => `to_timestamp(${at(column)} / 1000.0)`;
  return `SELECT b.rollout_id, ${id} AS client_id, ('{${storedStates.join(",")}}'::member_state[])[${at("state")}] AS state,
      ('{${storedCodes.join(",")}}'::reason_code[])[${at("reason")}] AS reason_code, ${at("flags")} & ${isCohort} <> 0 AS cohort,
      ${at("flags")} & ${hasLeft} <> 0 AS has_left, ${instant("since")} AS state_since, ${instant("due_at")} AS due_at,
      ${instant("checked_in_at")} AS checked_in_at,
      NULLIF(${at("wave")}, -1) AS wave, ${at("told_at")} AS told_at, b.rests -> ${at("rest")}::int AS rest
    FROM member_block b WHERE ${which} AND b.block = ${blockOfId(id)} AND ${at("state")} <> 0`;
}

/** From so many clients of a block on, the whole block is read rather than each by itself. */
const manyOfBlock = 256;

/** Counts clients that are in another group now there, also in rollouts that are over. */
export async function moveOverMembers(tx: Tx, moves: readonly GroupMove[]): Promise<void> {
  if (moves.length === 0) return;
  const blocks = [...new Set(moves.map(({ clientId }) => blockOf(clientId)))];
  const members =
    moves.length > blocks.length * manyOfBlock
      ? `JOIN (${overMembers("b.block = ANY($2::int[])", ["state", "reason_code", "cohort", "has_left", "wave"])}) m
           ON m.client_id = g."clientId"`
      : `CROSS JOIN LATERAL (${overMemberOf('g."clientId"', "b.block = ANY($2::int[])")}) m`;
  await tx.query(
    `INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave, members)
     SELECT m.rollout_id, c.kind, w.group_name, m.state, m.reason_code, m.cohort, m.has_left, m.wave, sum(w.members)
       FROM jsonb_to_recordset($1) AS g("clientId" integer, "from" text, "to" text)
       JOIN client c ON c.id = g."clientId" ${members}
      CROSS JOIN LATERAL (VALUES (g."from", -1), (g."to", 1)) AS w(group_name, members)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(w.members) <> 0`,
    [JSON.stringify(moves), blocks],
  );
}
