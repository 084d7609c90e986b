/** Writes the decisions about many members of a stretch of ids whose rows are not held: each only if it is still as it was read. */
import { copyBinary, readBinary } from "@/lib/platform/copy-binary";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { type IdRange, isInRange, isOneOf } from "./block-ranges";
import type { MemberDecision } from "./decide";
import { dueBlocksOf, entersQueue, leavesQueue, queuePlaceOf } from "./write-decisions";

const columns = {
  client_id: "integer",
  rev: "integer",
  rollout_id: "integer",
  joins: "boolean",
  cohort: "boolean",
  has_left: "boolean",
  state: "member_state",
  reason_code: "reason_code",
  due_at: "timestamptz",
  judge_after: "timestamptz",
  checked_in_at: "timestamptz",
  proof_at: "timestamptz",
  proof_source: "integer",
  proof_connection_type: "text",
  proof_needs_update_source: "integer",
};
const names = Object.keys(columns);

/** Returns those that were not written: somebody else changed them meanwhile, and they have to be looked at again. */
export async function writeRange(
  tx: Tx,
  rolloutId: number,
  range: IdRange,
  decisions: readonly MemberDecision[],
  now: number,
): Promise<ReadonlySet<number>> {
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await tx.query(`CREATE TEMP TABLE IF NOT EXISTS judged (${typed.join(", ")}) ON COMMIT DELETE ROWS`);
  await tx.query("TRUNCATE judged");
  await copyBinary(tx, `judged (${names.join(", ")})`, function* (rows) {
    for (const { candidate, judgement, proof } of decisions) {
      rows.row(names.length);
      rows.int4(candidate.clientId);
      rows.int4(candidate.rev);
      rows.int4(judgement && rolloutId);
      rows.bool(candidate.stored === null || judgement === null);
      rows.bool(judgement && candidate.cohort);
      rows.bool(judgement && candidate.left);
      rows.text(judgement?.state ?? null);
      rows.text(judgement?.code ?? null);
      rows.instant(judgement?.dueAt ?? null);
      rows.instant(judgement?.judgeAfter ?? null);
      rows.instant(judgement?.checkedInAt ?? null);
      rows.instant(proof?.at ?? null);
      rows.int4(proof?.source ?? null);
      rows.text(proof?.connectionType ?? null);
      rows.int4(proof?.needsUpdateSource ?? null);
      yield undefined;
    }
  });
  // `joins`: what is left of another rollout, or of this one for whoever goes, is forgotten.
  const { rows } = await tx.query<{ clientId: number }>(
    `WITH written AS (
       UPDATE client_now n SET rollout_id = j.rollout_id, cohort = j.cohort, has_left = j.has_left,
              state_since = CASE WHEN j.state IS NULL THEN NULL WHEN NOT j.joins AND n.state = j.state THEN n.state_since
                                 ELSE $1::timestamptz END,
              state = j.state, reason_code = j.reason_code, due_at = j.due_at, judge_after = j.judge_after,
              checked_in_at = j.checked_in_at, proof_at = j.proof_at, proof_source = j.proof_source,
              proof_connection_type = j.proof_connection_type, proof_needs_update_source = j.proof_needs_update_source,
              wave = CASE WHEN NOT j.joins THEN n.wave END, priority = CASE WHEN NOT j.joins THEN n.priority END,
              turn = CASE WHEN NOT j.joins THEN n.turn END, rev = n.rev + 1
         FROM judged j
        WHERE n.client_id = j.client_id AND n.rev = j.rev AND ${isInRange("n.client_id", range)}
       RETURNING n.client_id)
     SELECT j.client_id AS "clientId" FROM judged j
      WHERE NOT EXISTS (SELECT 1 FROM written w WHERE w.client_id = j.client_id)`,
    [asTimestamp(now)],
  );
  return new Set(rows.map(({ clientId }) => clientId));
}

/** What follows from what was written: due times and the queue. */
export async function followRange(
  tx: Tx,
  rolloutId: number,
  written: readonly MemberDecision[],
): Promise<void> {
  const due = dueBlocksOf(written);
  if (due.length > 0) {
    await tx.query(
      `INSERT INTO due_block (rollout_id, block, judge_after)
       SELECT $1, b.block, b.judge_after FROM jsonb_to_recordset($2) AS b(block integer, judge_after timestamptz)`,
      [rolloutId, JSON.stringify(due)],
    );
  }
  const leaving = written.filter(leavesQueue).map(({ candidate }) => candidate.clientId);
  if (leaving.length > 0) {
    await tx.query("DELETE FROM queue_place WHERE rollout_id = $1 AND client_id = ANY($2::int[])", [
      rolloutId,
      leaving,
    ]);
  }
  const entering = written.filter(entersQueue).map(queuePlaceOf);
  if (entering.length === 0) return;
  await copyBinary(tx, "queue_place (rollout_id, client_id, wave, rank, turn)", function* (rows) {
    for (const { client_id, wave, rank, turn } of entering) {
      rows.row(5);
      rows.int4(rolloutId);
      rows.int4(client_id);
      rows.int2(wave);
      rows.int4(rank);
      rows.int4(turn);
      yield undefined;
    }
  });
}

/** Where one in so many of a range was written, reading the groups of all is less work than looking each up. */
const fewOf = 16;

/** Finds the groups that written members are counted under. */
export async function findGroups(tx: Tx, range: IdRange, written: readonly MemberDecision[]): Promise<void> {
  const groups = new Map<number, string | null>();
  const isFew = written.length * fewOf < range.until - range.from;
  const ids = written.map(({ candidate }) => candidate.clientId);
  const which = isFew ? isOneOf(ids)("id") : isInRange("id", range);
  await readBinary(tx, `SELECT id, group_name FROM client WHERE ${which}`, (row) => {
    groups.set(row.int() ?? 0, row.text());
  });
  for (const { candidate } of written) candidate.group = groups.get(candidate.clientId) ?? null;
}
