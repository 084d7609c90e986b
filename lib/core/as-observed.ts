/** What a queued member would be if its rollout only observed: holding the pace must not hide who is late. */
import type { ClientKind } from "./client";
import type { Facts } from "./evidence";
import { type ExplainedJudgement, judgeMember } from "./judging/judge-member";
import type { MemberCase } from "./judging/member-case";

/** What the judgements of a rollout's members share. */
export type ObservedBasis = Pick<MemberCase, "release" | "siteReleases" | "policy" | "look">;

/**
 * Judges a member that is `queued`, as of `now` (epoch milliseconds), by the same rules in observe mode. That it is queued
 * says the rest of its case: nobody excluded it, it holds no slot and has ended none well, and nothing flags it.
 */
export function judgeAsObserved(
  kind: ClientKind,
  facts: Facts,
  { release, siteReleases, policy, look }: ObservedBasis,
  now: number,
): ExplainedJudgement {
  return judgeMember(
    {
      kind,
      facts,
      installMethod: null,
      preReleaseMsiPushed: null,
      securityProviders: [],
      plannedRetirementOn: null,
      exclusion: null,
      survivorId: null,
      attestation: null,
      release,
      siteReleases,
      policy,
      look,
      mode: "observe",
      slot: { leaseUntil: null, endedAt: null, failedAttempts: 0 },
    },
    now,
  );
}
