/** Why a member that is still judged is in its state, built when somebody asks: out of what is known now, or of what proved a check-in. */

import { noFacts } from "@/lib/core/evidence";
import { type Explanation, explain } from "@/lib/core/judging/explain";
import type { MemberCase } from "@/lib/core/judging/member-case";
import type { ReasonInputs } from "@/lib/core/judging/rule";
import { policyLineOf } from "@/lib/core/policy";
import { sourceOf, type TimeOf } from "@/lib/evidence/now-row";
import type { Proof, StoredMember } from "./candidates";

/**
 * The inputs of a stored state, and the other reasons that hold. As of `now`, or of the last moment before time alone could have
 * changed the judgement: the sweep may be a little late. Where what it rests on has changed already and the new judgement is under
 * way (a slot that ended, a mode or a policy that was changed), what is known of it is told.
 */
export function explainMember(
  given: MemberCase,
  stored: StoredMember,
  now: number,
  timeOf: TimeOf,
): Explanation {
  const { state, code, dueAt, judgeAfter, checkedInAt, proof } = stored;
  const at = judgeAfter === null ? now : Math.min(now, judgeAfter - 1);
  const judgement = { state, code, dueAt, judgeAfter, checkedInAt };
  const of = code === "seen_after_release" && proof ? withProof(given, proof, timeOf) : given;
  try {
    return explain(of, judgement, at);
  } catch {
    return { inputs: whatIsKnown(given, stored, now), others: [] };
  }
}

/** The case as it was when the check-in was proven, as far as that is told. */
function withProof(given: MemberCase, proof: Proof, timeOf: TimeOf): MemberCase {
  const { at, source, connectionType, needsUpdateSource } = proof;
  const person = sourceOf(-1);
  return {
    ...given,
    facts: {
      ...noFacts,
      firstEvidenceAt: given.facts.firstEvidenceAt,
      currentAt: at,
      lastConnected: source === null ? null : { value: at, at: timeOf(source), source: sourceOf(source) },
      connectionType: connectionType === null ? null : { value: connectionType, at, source: person },
      needsUpdate:
        needsUpdateSource === null
          ? null
          : { value: false, at: timeOf(needsUpdateSource), source: sourceOf(needsUpdateSource) },
    },
  };
}

function whatIsKnown(given: MemberCase, { dueAt }: StoredMember, now: number): ReasonInputs {
  const { facts, release, slot, kind, look, siteReleases } = given;
  const line = policyLineOf(kind, facts.connectionType?.value ?? null, release.agentsUpdateThemselves);
  const { dueAfterMinutes, silentDays, failedAttempts } = given.policy[line];
  const known = {
    installedAt: release.installedAt,
    policyLine: line,
    lastConnectedAt: facts.lastConnected?.value ?? null,
    lastConnectedSource: facts.lastConnected?.source ?? null,
    needsUpdate: facts.needsUpdate?.value ?? null,
    needsUpdateAt: facts.needsUpdate?.at ?? null,
    needsUpdateSource: facts.needsUpdate?.source ?? null,
    leaseUntil: slot.leaseUntil ?? slot.endedAt ?? now,
    failedAttempts: slot.failedAttempts,
    allowedAttempts: failedAttempts,
    dueAt,
    dueAfterMinutes,
    silentDays,
    lookAt: look.at,
    missedReleases: siteReleases.length,
  };
  return Object.fromEntries(
    Object.entries(known).filter(
      (entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== null,
    ),
  );
}
