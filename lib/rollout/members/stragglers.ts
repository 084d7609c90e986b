/** The members that are most overdue. */
import type { ClientKind } from "@/lib/core/client";
import { type Mover, moverOf } from "@/lib/core/movers";
import { blockSize } from "@/lib/evidence/snapshot-block";
import type { Sql } from "@/lib/platform/db";
import { explain } from "./explain";
import { judgedStatuses } from "./judge-members";
import { overMembers } from "./member-blocks";
import { reasonsOfMembers } from "./reasons-of-members";
import type { RolloutStatus } from "./store";

/** A member that is late. */
export interface Straggler {
  clientId: number;
  name: string;
  kind: ClientKind;
  group: string | null;
  dueAt: number | null;
  sentence: string;
  /** `null`: it is being judged anew just now. */
  mover: Mover | null;
}

const shown = 10;

/** The ten that are most overdue, each with its reason as of `now` (epoch milliseconds). */
export async function firstStragglers(
  db: Sql,
  rollout: { id: number; status: RolloutStatus; timeZone: string },
  now: number,
): Promise<Straggler[]> {
  const members = judgedStatuses.includes(rollout.status)
    ? `SELECT n.client_id, n.state, n.due_at FROM blocks b
         JOIN client_now n ON n.client_id >= b.block * ${blockSize} AND n.client_id < (b.block + 1) * ${blockSize}
        WHERE n.rollout_id = $1`
    : overMembers("b.rollout_id = $1 AND b.block IN (SELECT block FROM blocks)");
  const { rows } = await db.query<Omit<Straggler, "sentence" | "mover">>(
    `WITH counted AS (
       SELECT block, due_at, sum(members) AS members FROM due_tally
        WHERE rollout_id = $1 AND state = 'overdue' GROUP BY 1, 2 HAVING sum(members) > 0
     ), blocks AS MATERIALIZED (
       -- As many as hold the first ones, by their due times.
       SELECT DISTINCT block FROM (
         SELECT block, sum(members) OVER (ORDER BY due_at NULLS LAST, block) - members AS before FROM counted) c
        WHERE before < ${shown}
     )
     SELECT m.client_id AS "clientId", c.name, c.kind, c.group_name AS "group", m.due_at AS "dueAt"
       FROM (${members}) m JOIN client c ON c.id = m.client_id
      WHERE m.state = 'overdue' ORDER BY m.due_at NULLS LAST, m.client_id LIMIT ${shown}`,
    [rollout.id],
  );
  const reasons = await reasonsOfMembers(
    db,
    rollout.id,
    rows.map(({ clientId }) => clientId),
    now,
  );
  return rows.map((row) => {
    const reason = reasons.get(row.clientId);
    return reason
      ? {
          ...row,
          sentence: explain(reason, rollout.timeZone).sentence,
          mover: moverOf(reason.state, reason.code),
        }
      : { ...row, sentence: "", mover: null };
  });
}
