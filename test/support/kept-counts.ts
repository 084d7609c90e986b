/** Whether what is kept with each change is what counting says: tallies, the queue, and by when whom to judge. */
import { pool } from "@/lib/platform/db";
import { overMembers } from "@/lib/rollout/members/member-blocks";

/** Members of rollouts that go on, and of those that are over. */
const members = `
  going AS (
    SELECT n.*, c.group_name, n.rollout_id AS rollout FROM client_now n JOIN client c ON c.id = n.client_id
      JOIN rollout r ON r.id = n.rollout_id AND r.status IN ('opening', 'open', 'held')),
  over_ones AS (SELECT m.*, c.kind, c.group_name FROM (${overMembers("true")}) m JOIN client c ON c.id = m.client_id),
  is_over AS (SELECT id FROM rollout WHERE status IN ('superseded', 'closed'))`;

/** What counting says, and what is kept, each with the same columns. */
const comparisons = {
  rollout_tally: {
    counted: `SELECT rollout, kind, group_name, state, reason_code, cohort, has_left, wave, count(*) AS n FROM going GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
      UNION ALL SELECT rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave, count(*) FROM over_ones GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    kept: `SELECT rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave,
      sum(members) FROM rollout_tally GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(members) <> 0`,
  },
  check_in_tally: {
    counted: `SELECT rollout_id, kind, reason_code = 'attested', date_trunc('minute', checked_in_at), count(*) FROM (
        SELECT rollout_id, kind, state, reason_code, checked_in_at FROM going
        UNION ALL SELECT rollout_id, kind, state, reason_code, checked_in_at FROM over_ones) m
      WHERE state = 'checked_in' AND checked_in_at IS NOT NULL GROUP BY 1, 2, 3, 4`,
    kept: `SELECT rollout_id, kind, attested, minute, sum(members) FROM check_in_tally GROUP BY 1, 2, 3, 4 HAVING sum(members) <> 0`,
  },
  due_tally: {
    counted: `SELECT rollout, client_id / 2048, kind, state, reason_code IN ('row_unreadable', 'update_need_unread'),
        CASE WHEN reason_code = 'attested_awaiting_sighting' THEN judge_after ELSE due_at END, count(*)
       FROM going WHERE state IN ('waiting', 'overdue') GROUP BY 1, 2, 3, 4, 5, 6`,
    kept: `SELECT rollout_id, block, kind, state, unread, due_at, sum(members) FROM due_tally
      WHERE rollout_id NOT IN (SELECT id FROM is_over) GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(members) <> 0`,
  },
  queue_place: {
    counted: `SELECT rollout, client_id, wave, -COALESCE(priority, 0), turn FROM going WHERE state = 'queued'`,
    kept: `SELECT rollout_id, client_id, wave, rank, turn FROM queue_place`,
  },
  due_block: {
    counted: `SELECT rollout, client_id FROM going WHERE judge_after IS NOT NULL`,
    kept: `SELECT rollout, client_id FROM going g WHERE judge_after IS NOT NULL
      AND EXISTS (SELECT 1 FROM due_block d WHERE d.rollout_id = g.rollout AND d.block = g.client_id / 2048 AND d.judge_after <= g.judge_after)`,
  },
} as const;

/** What differs, in words; empty where everything is as it should be. */
export async function wrongCounts(): Promise<string[]> {
  const wrong: string[] = [];
  for (const [table, { counted, kept }] of Object.entries(comparisons)) {
    const { rows } = await pool().query<{ which: string; line: string }>(
      `WITH ${members}, counted AS (${counted}), kept AS (${kept})
       SELECT 'counted only' AS which, counted::text AS line FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept) counted
       UNION ALL SELECT 'kept only', kept::text FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) kept`,
    );
    wrong.push(...rows.map(({ which, line }) => `${table}, ${which}: ${line}`));
  }
  return wrong;
}
