/**
 * Judges the members of slots that changed just now, without a transaction around it: what is read is written only if neither a member
 * nor a slot is another by then. For the way of every ask; members that come meanwhile are judged together.
 */
import type { Ctx } from "@/lib/platform/context";
import { clockColumn, offsetNow, prepared } from "@/lib/platform/db";
import { together } from "@/lib/platform/together";
import { type CandidateRow, candidateQuery, toCandidate } from "../members/candidates";
import { decide } from "../members/decide";
import { type BasisRow, basisQuery, toBasis } from "../members/store";
import { writingParameters, writingStatement } from "../members/write-decisions";
import { judgeSlotMembers } from "./judge-slots";

/** Slots as they were seen: a slot that changed again meanwhile is another row version by now, and is judged again. */
interface SeenSlot {
  id: number;
  seen: string;
}

interface LoadedRow extends CandidateRow {
  /** With the first row only. */
  basis: BasisRow | null;
  slots: SeenSlot[] | null;
  clock: number;
}

const loading = `
  SELECT candidate.*,
         CASE WHEN row_number() OVER () = 1 THEN (SELECT row_to_json(basis) FROM (${basisQuery()}) basis) END AS basis,
         (SELECT json_agg(json_build_object('id', s.id, 'seen', s.xmin::text)) FROM slot s
           WHERE s.rollout_id = $1 AND s.client_id = candidate."clientId" AND NOT s.judged) AS slots,
         ${clockColumn.replace(" AS now", " AS clock")}
    FROM (${candidateQuery}) candidate`;

/** The rollout and then all the members, each only if nobody else has it for itself (`lockUnjudged`), and as they were seen. */
const guard = `judging AS MATERIALIZED (
    SELECT 1 FROM rollout WHERE id = $1 AND status IN ('opening', 'open', 'held') FOR KEY SHARE SKIP LOCKED
  ), locked AS MATERIALIZED (
    SELECT n.client_id FROM unnest($12::int[], $13::text[]) AS d(id, seen) JOIN client_now n ON n.client_id = d.id
     WHERE n.xmin::text = d.seen AND EXISTS (SELECT 1 FROM judging) FOR NO KEY UPDATE OF n SKIP LOCKED
  ), mine AS MATERIALIZED (
    SELECT 1 FROM locked HAVING count(*) = cardinality($12)
  ), durable AS MATERIALIZED (
    SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
  )`;

const writing = `${writingStatement(guard)}, marked AS (
    UPDATE slot s SET judged = true FROM unnest($14::bigint[], $15::text[]) AS d(id, seen)
     WHERE s.id = d.id AND s.xmin::text = d.seen AND EXISTS (SELECT 1 FROM mine)
  )
  SELECT count(*) AS written FROM mine, durable`;

/** Judges a rollout's member; what could not be is left to the sweep. Returns whether all that was committed before is on the disk. */
export const judgeSlotMember = together(
  async (asked: { ctx: Ctx; applianceId: number; clientId: number }[], rolloutId): Promise<boolean[]> => {
    const [first] = asked;
    if (!first) return [];
    const clientIds = [...new Set(asked.map(({ clientId }) => clientId))].sort((one, other) => one - other);
    const isWritten = await judgeUnheld(first.ctx, first.applianceId, rolloutId, clientIds);
    if (!isWritten) await judgeSlotMembers(first.ctx, rolloutId, clientIds);
    return asked.map(() => isWritten);
  },
);

/** Returns false where nothing was written, because it has to be done in the other way (`judgeSlotMembers`). */
async function judgeUnheld(
  ctx: Ctx,
  applianceId: number,
  rolloutId: number,
  clientIds: readonly number[],
): Promise<boolean> {
  const { rows } = await ctx.db.query<LoadedRow>(prepared(loading), [rolloutId, [], applianceId, clientIds]);
  const basisRow = rows.find(({ basis }) => basis)?.basis;
  if (!basisRow || rows.length < clientIds.length) return false;
  const basis = toBasis(basisRow);
  const now = offsetNow(rows[0]?.clock ?? Number.NaN);
  const decisions = [];
  for (const row of rows) {
    const candidate = toCandidate(basis, row);
    const { stored, case: given } = candidate;
    if (!row.slots || !stored || !given) return false;
    // No slot makes a member one of the cohort, or lets it leave.
    const decision = decide({ ...candidate, cohort: stored.cohort, left: stored.left }, { now });
    const state = decision?.judgement?.state ?? stored.state;
    if (given.slot.leaseUntil !== null && (state === "checked_in" || state === "excluded")) return false;
    if (decision) decisions.push(decision);
  }
  const slots = rows.flatMap((row) => row.slots ?? []);
  const written = await ctx.db.query<{ written: number }>(prepared(writing), [
    ...(await writingParameters(ctx.db, rolloutId, decisions, "slot", now)),
    rows.map(({ clientId }) => clientId),
    rows.map(({ seen }) => seen),
    slots.map(({ id }) => id),
    slots.map(({ seen }) => seen),
  ]);
  return written.rows[0]?.written === 1;
}
