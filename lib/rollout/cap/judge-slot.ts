/**
 * Judges the member of one slot that changed, without a transaction around it: what is read is written only if neither the member nor
 * the slot is another by then. For the way of every ask.
 */
import type { Ctx } from "@/lib/platform/context";
import { clockColumn, offsetNow, prepared } from "@/lib/platform/db";
import { type CandidateRow, candidateQuery, toCandidate } from "../members/candidates";
import { decide } from "../members/decide";
import { type BasisRow, basisQuery, toBasis } from "../members/store";
import { writingParameters, writingStatement } from "../members/write-decisions";

/** Slots as they were seen: a slot that changed again meanwhile is another row version by now, and is judged again. */
interface Seen {
  ids: number[];
  versions: string[];
}

interface LoadedRow extends CandidateRow {
  basis: BasisRow;
  slots: { id: number; seen: string }[] | null;
  clock: number;
}

const loading = `
  SELECT candidate.*, (SELECT row_to_json(basis) FROM (${basisQuery()}) basis) AS basis,
         (SELECT json_agg(json_build_object('id', s.id, 'seen', s.xmin::text)) FROM slot s
           WHERE s.rollout_id = $1 AND s.client_id = candidate."clientId" AND NOT s.judged) AS slots,
         ${clockColumn.replace(" AS now", " AS clock")}
    FROM (${candidateQuery}) candidate`;

/** The rollout and then the member, each only if nobody else has it for itself (`lockUnjudged`), and the member as it was seen. */
const guard = `judging AS MATERIALIZED (
    SELECT 1 FROM rollout WHERE id = $1 AND status IN ('opening', 'open', 'held') FOR KEY SHARE SKIP LOCKED
  ), mine AS MATERIALIZED (
    SELECT n.client_id FROM client_now n
     WHERE n.client_id = $12::int AND n.xmin::text = $13 AND EXISTS (SELECT 1 FROM judging) FOR NO KEY UPDATE SKIP LOCKED
  ), durable AS MATERIALIZED (
    SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
  )`;

const writing = `${writingStatement(guard)}, marked AS (
    UPDATE slot s SET judged = true FROM unnest($14::bigint[], $15::text[]) AS d(id, seen)
     WHERE s.id = d.id AND s.xmin::text = d.seen AND EXISTS (SELECT 1 FROM mine)
  )
  SELECT count(*) AS written FROM mine, durable`;

/** Returns false where it has to be done in the other way (`judgeSlotMembers`), or by the sweep. */
export async function judgeSlotMember(
  ctx: Ctx,
  { applianceId, rolloutId, clientId }: { applianceId: number; rolloutId: number; clientId: number },
): Promise<boolean> {
  const { rows } = await ctx.db.query<LoadedRow>(prepared(loading), [rolloutId, [], applianceId, [clientId]]);
  const [row] = rows;
  if (!row?.slots || !row.basis) return false;
  const candidate = toCandidate(toBasis(row.basis), row);
  const { stored, case: given } = candidate;
  if (!stored || !given) return false;
  // No slot makes a member one of the cohort, or lets it leave.
  const own = { ...candidate, cohort: stored.cohort, left: stored.left };
  const now = offsetNow(row.clock);
  const decision = decide(own, { now });
  const state = decision?.judgement?.state ?? stored.state;
  if (given.slot.leaseUntil !== null && (state === "checked_in" || state === "excluded")) return false;
  const seen: Seen = {
    ids: row.slots.map(({ id }) => id),
    versions: row.slots.map((slot) => slot.seen),
  };
  const written = await ctx.db.query<{ written: number }>(prepared(writing), [
    ...(await writingParameters(ctx.db, rolloutId, decision ? [decision] : [], "slot", now)),
    clientId,
    row.seen,
    seen.ids,
    seen.versions,
  ]);
  return written.rows[0]?.written === 1;
}
