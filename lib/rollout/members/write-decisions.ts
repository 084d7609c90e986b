/** Writes the decisions about a few members whose rows are held: states, transitions, counts, due times and the queue in one statement. */
import { explain } from "@/lib/core/judging/explain";
import { blockOf } from "@/lib/evidence/snapshot-block";
import { withLinesOfMany } from "@/lib/evidence/source-lines";
import { asTimestamp, prepared, type Sql, type Tx } from "@/lib/platform/db";
import { countedAfter, countedBefore, type MemberDecision } from "./decide";
import type { StoredReason } from "./explain";
import { TallyChanges, tallyInserts } from "./tallies";

/**
 * `$1` rollout, `$2` decisions, `$3` now, `$4` cause, `$5` transitions, `$6` due blocks, `$7` who leaves the queue, `$8` who enters
 * it, `$9` to `$11` tallies. `guard`: a part of the WITH named `mine`, without a row in which nothing is written.
 */
export function writingStatement(guard: string | null): string {
  const ifMine = guard === null ? "" : "WHERE EXISTS (SELECT 1 FROM mine)";
  const andMine = guard === null ? "" : "AND EXISTS (SELECT 1 FROM mine)";
  return `
  WITH ${guard === null ? "" : `${guard}, `} decision AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($2) AS d(client_id integer, rollout_id integer, joins boolean, cohort boolean,
      has_left boolean, state member_state, reason_code reason_code, due_at timestamptz, judge_after timestamptz,
      checked_in_at timestamptz, proof_at timestamptz, proof_source integer, proof_connection_type text,
      proof_needs_update_source integer) ${ifMine}
  ), written AS (
    UPDATE client_now n SET rollout_id = d.rollout_id, cohort = d.cohort, has_left = d.has_left,
           state_since = CASE WHEN d.state IS NULL THEN NULL WHEN NOT d.joins AND n.state = d.state THEN n.state_since
                              ELSE $3::timestamptz END,
           state = d.state, reason_code = d.reason_code, due_at = d.due_at, judge_after = d.judge_after,
           checked_in_at = d.checked_in_at, proof_at = d.proof_at, proof_source = d.proof_source,
           proof_connection_type = d.proof_connection_type, proof_needs_update_source = d.proof_needs_update_source,
           wave = CASE WHEN NOT d.joins AND d.state IS NOT NULL THEN n.wave END,
           priority = CASE WHEN NOT d.joins AND d.state IS NOT NULL THEN n.priority END,
           turn = CASE WHEN NOT d.joins AND d.state IS NOT NULL THEN n.turn END, rev = n.rev + 1
      FROM decision d WHERE n.client_id = d.client_id
  ), told AS (
    INSERT INTO transition (rollout_id, client_id, from_state, to_state, reason_code, reason, cause, at)
    SELECT $1, t.client_id, t.from_state, t.to_state, t.reason_code, t.reason, $4, $3
      FROM jsonb_to_recordset($5) AS t(client_id integer, from_state member_state, to_state member_state,
                                       reason_code reason_code, reason jsonb) ${ifMine}
  ), due AS (
    INSERT INTO due_block (rollout_id, block, judge_after)
    SELECT $1, b.block, b.judge_after FROM jsonb_to_recordset($6) AS b(block integer, judge_after timestamptz) ${ifMine}
  ), unqueued AS (
    DELETE FROM queue_place WHERE rollout_id = $1 AND client_id = ANY($7::int[]) ${andMine}
  ), queued AS (
    INSERT INTO queue_place (rollout_id, client_id, wave, rank, turn)
    SELECT $1, q.client_id, q.wave, q.rank, q.turn
      FROM jsonb_to_recordset($8) AS q(client_id integer, wave smallint, rank integer, turn integer) ${ifMine}
  ), ${tallyInserts(9, ifMine)}`;
}

const statement = `${writingStatement(null)} SELECT 1`;

/** `cause` is kept with each transition. The members' rows are held (`lockMembers`) since before the candidates were loaded. */
export async function writeDecisions(
  tx: Tx,
  rolloutId: number,
  decisions: readonly MemberDecision[],
  cause: string,
  now: number,
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.query(prepared(statement), await writingParameters(tx, rolloutId, decisions, cause, now));
}

/** The parameters of `writingStatement`. */
export async function writingParameters(
  db: Sql,
  rolloutId: number,
  decisions: readonly MemberDecision[],
  cause: string,
  now: number,
): Promise<unknown[]> {
  const tallies = new TallyChanges();
  for (const decision of decisions) {
    const before = countedBefore(decision);
    const after = countedAfter(decision);
    if (before) tallies.count(before, -1);
    if (after) tallies.count(after, 1);
  }
  return [
    rolloutId,
    JSON.stringify(decisions.map((decision) => rowOf(rolloutId, decision))),
    asTimestamp(now),
    cause,
    JSON.stringify(await transitionsOf(db, decisions, now)),
    JSON.stringify(dueBlocksOf(decisions)),
    decisions.filter(leavesQueue).map(({ candidate }) => candidate.clientId),
    JSON.stringify(decisions.filter(entersQueue).map(queuePlaceOf)),
    ...tallies.parameters(),
  ];
}

/** Whether its member is queued no more, or only now. */
export function leavesQueue({ candidate, judgement }: MemberDecision): boolean {
  return candidate.stored?.state === "queued" && judgement?.state !== "queued";
}
export function entersQueue({ candidate, judgement }: MemberDecision): boolean {
  return candidate.stored?.state !== "queued" && judgement?.state === "queued";
}

/** Its place in `queue_place`. */
export function queuePlaceOf({ candidate: { clientId, stored } }: MemberDecision): {
  client_id: number;
  wave: number | null;
  rank: number;
  turn: number | null;
} {
  return {
    client_id: clientId,
    wave: stored?.wave ?? null,
    rank: -(stored?.priority ?? 0),
    turn: stored?.turn ?? null,
  };
}

/** A decision under the names of the row's columns. */
function rowOf(rolloutId: number, { candidate, judgement, proof }: MemberDecision): Record<string, unknown> {
  const { clientId, stored, cohort, left } = candidate;
  if (judgement === null) return { client_id: clientId, joins: false };
  return {
    client_id: clientId,
    rollout_id: rolloutId,
    joins: stored === null,
    cohort,
    has_left: left,
    state: judgement.state,
    reason_code: judgement.code,
    due_at: asTimestamp(judgement.dueAt),
    judge_after: asTimestamp(judgement.judgeAfter),
    checked_in_at: asTimestamp(judgement.checkedInAt),
    proof_at: asTimestamp(proof?.at ?? null),
    proof_source: proof?.source ?? null,
    proof_connection_type: proof?.connectionType ?? null,
    proof_needs_update_source: proof?.needsUpdateSource ?? null,
  };
}

/** The changes of state, each with its reason as it is told now. */
async function transitionsOf(
  db: Sql,
  decisions: readonly MemberDecision[],
  now: number,
): Promise<Record<string, unknown>[]> {
  const changes = decisions.flatMap(({ candidate, judgement }) => {
    const from = candidate.stored?.state;
    if (!from || !judgement || candidate.case === null || from === judgement.state) return [];
    const reason: StoredReason = {
      code: judgement.code,
      inputs: explain(candidate.case, judgement, now).inputs,
    };
    return [{ clientId: candidate.clientId, from, to: judgement.state, value: reason }];
  });
  const reasons = await withLinesOfMany(db, changes);
  return changes.map(({ clientId, from, to, value: { code } }, place) => ({
    client_id: clientId,
    from_state: from,
    to_state: to,
    reason_code: code,
    reason: reasons[place],
  }));
}

/** By when each block has to be looked at, as far as these decisions say. */
export function dueBlocksOf(decisions: readonly MemberDecision[]): { block: number; judge_after: string }[] {
  const byBlock = new Map<number, number>();
  for (const { candidate, judgement } of decisions) {
    const at = judgement?.judgeAfter ?? null;
    if (at === null) continue;
    const block = blockOf(candidate.clientId);
    byBlock.set(block, Math.min(at, byBlock.get(block) ?? at));
  }
  return [...byBlock].map(([block, at]) => ({ block, judge_after: asTimestamp(at) }));
}
