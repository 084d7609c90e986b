/** What has to be written of a member that was looked at: nothing, where what is stored is right already. */

import { judge } from "@/lib/core/judging/judge";
import type { MemberCase } from "@/lib/core/judging/member-case";
import type { Judgement } from "@/lib/core/judging/rule";
import { sourceNumber } from "@/lib/evidence/now-row";
import type { Candidate, Proof, StoredMember } from "./candidates";
import type { CountedMember } from "./tallies";

/** How a member is to be stored. `judgement` null: nothing stands of the client any more; the member goes. */
export interface MemberDecision {
  candidate: Candidate;
  judgement: Judgement | null;
  proof: Proof | null;
}

/** The write that a candidate needs, or `null`. `refresh`: evidence was taken back or a release corrected; proofs are told anew. */
export function decide(
  candidate: Candidate,
  { now, refresh = false }: { now: number; refresh?: boolean | undefined },
): MemberDecision | null {
  const { stored } = candidate;
  if (candidate.case === null) return stored ? { candidate, judgement: null, proof: null } : null;
  const judgement = judge(candidate.case, now);
  if (stored && saysTheSame(candidate, stored, judgement, refresh)) return null;
  const keepsProof = stored?.state === "checked_in" && judgement.state === "checked_in" && !refresh;
  return {
    candidate,
    judgement: keepsProof
      ? { ...judgement, checkedInAt: stored.checkedInAt ?? judgement.checkedInAt }
      : judgement,
    proof: proofOf(candidate.case, judgement),
  };
}

/**
 * A check-in once proven needs no newer proof of itself: it is left as it is, so that a fleet that is simply online costs nothing to
 * import again.
 */
function saysTheSame(
  { cohort, left, case: given }: Candidate,
  stored: StoredMember,
  judgement: Judgement,
  refresh: boolean,
): boolean {
  if (stored.cohort !== cohort || stored.left !== left) return false;
  if (stored.state !== judgement.state || stored.code !== judgement.code) return false;
  if (judgement.code === "seen_after_release" && !refresh) return true;
  return (
    stored.dueAt === judgement.dueAt &&
    stored.judgeAfter === judgement.judgeAfter &&
    stored.checkedInAt === judgement.checkedInAt &&
    (given === null || isSameProof(stored.proof, proofOf(given, judgement)))
  );
}

function isSameProof(one: Proof | null, other: Proof | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.at === other.at &&
    one.source === other.source &&
    one.connectionType === other.connectionType &&
    one.needsUpdateSource === other.needsUpdateSource
  );
}

/** What a check-in that was seen rests on; the source only where the last connection is the proof (`seenAfterRelease`). */
export function proofOf({ facts }: MemberCase, { code }: Judgement): Proof | null {
  if (code !== "seen_after_release" || facts.currentAt === null) return null;
  const { lastConnected, needsUpdate } = facts;
  return {
    at: facts.currentAt,
    source:
      lastConnected !== null && lastConnected.value === facts.currentAt
        ? sourceNumber(lastConnected.source)
        : null,
    connectionType: facts.connectionType?.value ?? null,
    needsUpdateSource: needsUpdate === null ? null : sourceNumber(needsUpdate.source),
  };
}

/** What a member was counted by, and what it is by now; `null`: it was none, it is none. */
export function countedBefore({ candidate }: MemberDecision): CountedMember | null {
  const { clientId, kind, group, stored } = candidate;
  if (stored === null) return null;
  const { state, code, cohort, left, wave, dueAt, judgeAfter, checkedInAt } = stored;
  return { clientId, kind, group, state, code, cohort, left, wave, dueAt, judgeAfter, checkedInAt };
}

export function countedAfter({ candidate, judgement }: MemberDecision): CountedMember | null {
  const { clientId, kind, group, cohort, left, stored } = candidate;
  if (judgement === null) return null;
  const { state, code, dueAt, judgeAfter, checkedInAt } = judgement;
  return {
    clientId,
    kind,
    group,
    state,
    code,
    cohort,
    left,
    wave: stored?.wave ?? null,
    dueAt,
    judgeAfter,
    checkedInAt,
  };
}
