/** One client's part in rollouts that are over, looked up at its place in its block. */
import { blockOfId, placeOfId } from "@/lib/evidence/snapshot-block";
import { hasLeft, isCohort } from "./member-blocks";
import { storedCodes, storedStates } from "./stored-names";

/** SQL: the row that `overMembers(which)` has of client `id`, if any: for few clients. */
export function overMemberOf(id: string, which: string): string {
  const at = (column: string) => `b.${column}[${placeOfId(id)}]`;
  const instant = (column: string) => `to_timestamp(${at(column)} / 1000.0)`;
  return `SELECT b.rollout_id, ${id} AS client_id, ('{${storedStates.join(",")}}'::member_state[])[${at("state")}] AS state,
      ('{${storedCodes.join(",")}}'::reason_code[])[${at("reason")}] AS reason_code, ${at("flags")} & ${isCohort} <> 0 AS cohort,
      ${at("flags")} & ${hasLeft} <> 0 AS has_left, ${instant("since")} AS state_since, ${instant("due_at")} AS due_at,
      ${instant("checked_in_at")} AS checked_in_at, ${at("told_at")} AS told_at, b.rests -> ${at("rest")}::int AS rest
    FROM member_block b WHERE ${which} AND b.block = ${blockOfId(id)} AND ${at("state")} <> 0`;
}
