// Members: of rollouts that go on into the rows of what is known, of those that are over into blocks, and everything that is counted.
import type { Tx } from "../../lib/platform/db";

const going = "r.status IN ('opening', 'open', 'held')";

/** SQL over an old member's `reason`: the number of a source that its inputs name. */
const sourceOf = (name: string) => `CASE m.reason #>> '{inputs,${name},type}'
  WHEN 'import' THEN (m.reason #>> '{inputs,${name},importId}')::int
  WHEN 'person' THEN -(m.reason #>> '{inputs,${name},sightingId}')::int END`;
const isProven = "m.reason_code = 'seen_after_release'";

/** Puts members where they belong now. */
export async function carryMembers(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE client_now n SET rollout_id = m.rollout_id, cohort = m.cohort, has_left = m.has_left, state = m.state::member_state,
            reason_code = m.reason_code::reason_code, state_since = m.state_since, due_at = m.due_at, judge_after = m.judge_after,
            checked_in_at = m.checked_in_at,
            proof_at = CASE WHEN ${isProven} THEN to_timestamp((m.reason #>> '{inputs,lastConnectedAt}')::numeric / 1000) END,
            proof_source = CASE WHEN ${isProven} THEN ${sourceOf("lastConnectedSource")} END,
            proof_connection_type = CASE WHEN ${isProven} AND m.reason #>> '{inputs,assumedPassive}' IS NULL
              THEN CASE m.reason #>> '{inputs,policyLine}' WHEN 'jump_client_active' THEN 'active'
                                                           WHEN 'jump_client_passive' THEN 'passive' END END,
            proof_needs_update_source = CASE WHEN ${isProven} THEN ${sourceOf("needsUpdateSource")} END,
            wave = m.wave, priority = m.priority, turn = m.turn, rev = m.rev
       FROM old_member m JOIN rollout r ON r.id = m.rollout_id
      WHERE ${going} AND n.client_id = m.client_id`,
  );
  await tx.query(
    `INSERT INTO queue_place (rollout_id, client_id, wave, rank, turn)
     SELECT m.rollout_id, m.client_id, m.wave, -m.priority, m.turn FROM old_member m JOIN rollout r ON r.id = m.rollout_id
      WHERE ${going} AND m.state = 'queued'`,
  );
  await tx.query(
    `INSERT INTO due_block (rollout_id, block, judge_after)
     SELECT m.rollout_id, m.client_id >> 11, min(m.judge_after) FROM old_member m JOIN rollout r ON r.id = m.rollout_id
      WHERE ${going} AND m.judge_after IS NOT NULL GROUP BY 1, 2`,
  );
  const { rows } = await tx.query<{ id: number }>(
    `SELECT id FROM rollout r WHERE NOT (${going}) ORDER BY id`,
  );
  for (const { id } of rows) await putAway(tx, id);
}

const milliseconds = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::bigint`;

/** The members of one rollout that is over, with their reasons word by word. */
async function putAway(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query(
    `WITH told AS (
       SELECT m.*, m.client_id >> 11 AS block, m.client_id & 2047 AS place,
              (m.reason->'inputs') - 'lastConnectedAt' AS rest, (m.reason #>> '{inputs,lastConnectedAt}')::numeric::bigint AS told_at
         FROM old_member m WHERE m.rollout_id = $1
     ), rests AS (
       SELECT block, rest, (row_number() OVER (PARTITION BY block ORDER BY rest::text) - 1)::smallint AS no
         FROM (SELECT DISTINCT block, rest FROM told) different
     ), grid AS (
       SELECT b.block, p.place FROM (SELECT DISTINCT block FROM told) b CROSS JOIN generate_series(0, 2047) AS p(place)
     )
     INSERT INTO member_block (rollout_id, block, state, reason, flags, since, due_at, checked_in_at, wave, told_at, rest, rests)
     SELECT $1, g.block,
            array_agg(COALESCE(array_position(enum_range(NULL::member_state), t.state::member_state), 0)::smallint ORDER BY g.place),
            array_agg(COALESCE(array_position(enum_range(NULL::reason_code), t.reason_code::reason_code), 0)::smallint ORDER BY g.place),
            array_agg((COALESCE(t.cohort::int, 0) | (COALESCE(t.has_left::int, 0) << 1))::smallint ORDER BY g.place),
            array_agg(${milliseconds("t.state_since")} ORDER BY g.place), array_agg(${milliseconds("t.due_at")} ORDER BY g.place),
            array_agg(${milliseconds("t.checked_in_at")} ORDER BY g.place), array_agg(COALESCE(t.wave, -1)::smallint ORDER BY g.place),
            array_agg(t.told_at ORDER BY g.place), array_agg(COALESCE(r.no, -1)::smallint ORDER BY g.place),
            (SELECT jsonb_agg(own.rest ORDER BY own.no) FROM rests own WHERE own.block = g.block)
       FROM grid g LEFT JOIN told t USING (block, place) LEFT JOIN rests r ON r.block = t.block AND r.rest = t.rest
      GROUP BY g.block`,
    [rolloutId],
  );
}

/** What is counted of members, of all rollouts. */
export async function carryCounts(tx: Tx): Promise<void> {
  await tx.query(
    `INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave, members)
     SELECT m.rollout_id, c.kind, c.group_name, m.state::member_state, m.reason_code::reason_code, m.cohort, m.has_left, m.wave, count(*)
       FROM old_member m JOIN client c ON c.id = m.client_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
  );
  await tx.query(
    `INSERT INTO check_in_tally (rollout_id, kind, attested, minute, members)
     SELECT m.rollout_id, c.kind, m.reason_code = 'attested', date_trunc('minute', m.checked_in_at), count(*)
       FROM old_member m JOIN client c ON c.id = m.client_id
      WHERE m.state = 'checked_in' AND m.checked_in_at IS NOT NULL GROUP BY 1, 2, 3, 4`,
  );
  await tx.query(
    `INSERT INTO due_tally (rollout_id, block, kind, state, unread, due_at, members)
     SELECT m.rollout_id, m.client_id >> 11, c.kind, m.state::member_state,
            m.reason_code IN ('row_unreadable', 'update_need_unread'),
            CASE WHEN m.reason_code = 'attested_awaiting_sighting' THEN m.judge_after ELSE m.due_at END, count(*)
       FROM old_member m JOIN client c ON c.id = m.client_id
      WHERE m.state IN ('waiting', 'overdue') GROUP BY 1, 2, 3, 4, 5, 6`,
  );
  await tx.query(
    `INSERT INTO rollout_start (rollout_id, kind, offline_soon_after, with_connection)
     SELECT m.rollout_id, c.kind,
            count(*) FILTER (WHERE c.last_seen_at > l.installed_at AND c.last_seen_at <= l.installed_at + interval '10 minutes'
                                   AND c.facts #>> '{online,value}' = 'false'),
            count(c.last_seen_at)
       FROM old_member m JOIN client c ON c.id = m.client_id JOIN rollout r ON r.id = m.rollout_id JOIN release l ON l.id = r.release_id
      GROUP BY 1, 2`,
  );
}
