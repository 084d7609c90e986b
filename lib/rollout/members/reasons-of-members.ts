/** The reasons of members, for whoever shows them: built for a rollout that goes on, as they were told for one that is over. */
import type { Reason } from "@/lib/core/judging/explain";
import type { ReasonInputs } from "@/lib/core/judging/rule";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { withFeedNames } from "@/lib/evidence/named-sources";
import { blockOfId } from "@/lib/evidence/snapshot-block";

import { withLinesOfMany } from "@/lib/evidence/source-lines";
import { loadTimesOf } from "@/lib/evidence/source-times";
import type { Sql } from "@/lib/platform/db";
import { loadCandidates } from "./candidates";
import type { StoredReason } from "./explain";
import { explainMember } from "./explain-member";
import { judgedStatuses } from "./judge-members";
import { overMembers } from "./member-blocks";
import { toldReason } from "./rests";
import { loadRolloutBasis } from "./store";

/** The state of a member and why. `others`: what else holds (`Explanation.others`); nothing where the rollout is over. */
export interface MemberReasons extends StoredReason {
  state: MemberState;
  others: Reason[];
}

/** The reasons of those of these clients that are members of the rollout, with the lines of their sources and the names of feeds. `now`: epoch milliseconds. */
export async function reasonsOfMembers(
  db: Sql,
  rolloutId: number,
  clientIds: readonly number[],
  now: number,
): Promise<Map<number, MemberReasons>> {
  if (clientIds.length === 0) return new Map();
  const basis = await loadRolloutBasis(db, rolloutId);
  if (!basis) return new Map();
  const found = judgedStatuses.includes(basis.status)
    ? await explainGoing(db, basis, clientIds, now)
    : await readTold(db, rolloutId, clientIds);
  const values = await withFeedNames(db, await withLinesOfMany(db, found));
  return new Map(found.map(({ clientId }, place) => [clientId, values[place] as MemberReasons]));
}

interface Found {
  clientId: number;
  value: MemberReasons;
}

async function explainGoing(
  db: Sql,
  basis: NonNullable<Awaited<ReturnType<typeof loadRolloutBasis>>>,
  clientIds: readonly number[],
  now: number,
): Promise<Found[]> {
  const candidates = await loadCandidates(db, basis, clientIds);
  const proofs = candidates.flatMap(({ stored }) => stored?.proof ?? []);
  const timeOf = await loadTimesOf(
    db,
    proofs.flatMap(({ source, needsUpdateSource }) => [source ?? [], needsUpdateSource ?? []].flat()),
  );
  return candidates.flatMap(({ clientId, case: given, stored }) => {
    if (given === null || stored === null) return [];
    return [
      {
        clientId,
        value: { state: stored.state, code: stored.code, ...explainMember(given, stored, now, timeOf) },
      },
    ];
  });
}

/** What was told of them when the rollout ended, without the lines of sources. */
export async function readTold(db: Sql, rolloutId: number, clientIds: readonly number[]): Promise<Found[]> {
  const { rows } = await db.query<{
    clientId: number;
    state: MemberState;
    code: ReasonCode;
    toldAt: number | null;
    rest: ReasonInputs | null;
  }>(
    `SELECT client_id AS "clientId", state, reason_code AS code, told_at AS "toldAt", rest
       FROM (${overMembers(`b.rollout_id = $1 AND b.block IN (SELECT ${blockOfId("id")} FROM unnest($2::int[]) AS id)`, ["state", "reason_code", "told_at", "rest"])}) m
      WHERE client_id = ANY($2::int[])`,
    [rolloutId, clientIds],
  );
  return rows.map(({ clientId, state, code, toldAt, rest }) => ({
    clientId,
    value: { state, ...toldReason(code, toldAt, rest), others: [] },
  }));
}
