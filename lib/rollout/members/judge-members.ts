/** Load → decide → commit for a few members: their rows are held first, so that nothing changes between the three. */
import { judge } from "@/lib/core/judging/judge";
import type { Tx } from "@/lib/platform/db";
import { endSlots } from "../cap/end-slots";
import { type Candidate, loadCandidates } from "./candidates";
import { decide, type MemberDecision } from "./decide";
import { loadRolloutBasis, lockMembers, lockRollout, type RolloutBasis } from "./store";
import { writeDecisions } from "./write-decisions";

export interface JudgeOptions {
  /** What brought it about, kept with each transition: `import 12`, `sweep`, `attestation 3`. */
  cause: string;
  now: number;
  /** Tells proofs anew even where state and proof stay the same (evidence was taken back or a release corrected). */
  refresh?: boolean;
}

/** The statuses in which a rollout's members are judged. Superseded and closed ones stay as they were (rule 12). */
export const judgedStatuses: readonly string[] = ["opening", "open", "held"];

/**
 * Judges these clients in a rollout, members or not yet. Waits for whoever has their rows. Holds the rollout against
 * supersession while it does. Returns how many were judged; 0 when the rollout is over.
 */
export async function judgeMembers(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
  options: JudgeOptions,
): Promise<number> {
  if (!judgedStatuses.includes((await lockRollout(tx, rolloutId)) ?? "gone")) return 0;
  await lockMembers(tx, clientIds);
  return judgeHeldMembers(tx, rolloutId, clientIds, options);
}

/** The same for who holds the rollout (`lockRollout` at least) and the members' rows already, and knows that it is going. */
export async function judgeHeldMembers(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
  options: JudgeOptions,
): Promise<number> {
  const basis = await loadRolloutBasis(tx, rolloutId);
  if (!basis) return 0;
  const { candidates } = await judgeByBasis(tx, basis, clientIds, options);
  return candidates.length;
}

/** The same for who has loaded what the rollout's judgements share. Returns what was looked at, and what was written. */
export async function judgeByBasis(
  tx: Tx,
  basis: RolloutBasis,
  clientIds: readonly number[],
  options: JudgeOptions,
): Promise<{ candidates: Candidate[]; decisions: MemberDecision[] }> {
  const candidates = await loadCandidates(tx, basis, clientIds);
  const decisions = candidates.flatMap((candidate) => decide(candidate, options) ?? []);
  await writeDecisions(tx, basis.id, decisions, options.cause, options.now);
  await freeSlots(tx, basis.id, slotsThatEnd(candidates, options.now), options);
  return { candidates, decisions };
}

/** Whose slots end by a judgement, by how. */
export type EndingSlots = Record<"checked_in" | "excluded" | "withdrawn", number[]>;

function slotsThatEnd(candidates: readonly Candidate[], now: number): EndingSlots {
  const over: EndingSlots = { checked_in: [], excluded: [], withdrawn: [] };
  for (const { clientId, case: given, stored } of candidates) {
    if (given === null) {
      if (stored) over.withdrawn.push(clientId);
    } else if (given.slot.leaseUntil !== null) {
      const { state } = judge(given, now);
      if (state === "checked_in" || state === "excluded") over[state].push(clientId);
    }
  }
  return over;
}

/** A slot is over at once when its client has checked in, from whatever source, or does not take part any more. */
export async function freeSlots(
  tx: Tx,
  rolloutId: number,
  over: EndingSlots,
  options: JudgeOptions,
): Promise<void> {
  for (const [outcome, clientIds] of Object.entries(over) as [keyof EndingSlots, number[]][]) {
    if (clientIds.length === 0) continue;
    await endSlots(
      tx,
      { condition: "s.rollout_id = $5 AND s.client_id = ANY($6::int[])", parameters: [rolloutId, clientIds] },
      { outcome, byName: "Rollcall", reason: options.cause },
      options.now,
    );
  }
}
