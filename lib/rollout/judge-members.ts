/** Load → decide → commit for members: judges a set of them and writes what changed, with its transitions. */
import { isDeepStrictEqual } from "node:util";
import { type ExplainedJudgement as Judgement, judgeMember } from "@/lib/core/judging/judge-member";
import { prepared, type Tx } from "@/lib/platform/db";
import { endSlots } from "./slots/end-slots";
import {
  type Candidate,
  candidateQuery,
  cohortImports,
  loadRolloutBasis,
  lockRollout,
  type MemberDecision,
  type RolloutBasis,
  storedJudgement,
  toCandidate,
  writeDecisions,
} from "./store";

/** Which members to judge: a condition over `c` (client) and `m` (member); its parameters start at `$4`. */
export interface Which {
  condition: string;
  parameters: unknown[];
  /** It picks a large part of the fleet: tables are joined as wholes. Else the condition is one of a few fixed texts. */
  whole?: true;
}

export interface JudgeOptions {
  /** What brought it about, kept with each transition: `import 12`, `sweep`, `attestation 3`. */
  cause: string;
  now: number;
  /** Rewrite reasons even where state and proof stay the same (evidence was taken back or a release corrected). */
  refresh?: boolean;
}

const batchSize = 5_000;
const tries = 5;

/** The statuses in which a rollout's members are judged. Superseded and closed ones stay as they were (rule 12). */
const judgedStatuses: readonly string[] = ["opening", "open", "held"];

/**
 * Judges the members of a rollout, and the clients that are not members yet, that `which` picks. Holds the rollout
 * against supersession while it does. Returns how many were judged; 0 when the rollout is over.
 */
export async function judgeMembers(
  tx: Tx,
  rolloutId: number,
  which: Which,
  options: JudgeOptions,
): Promise<number> {
  if (!judgedStatuses.includes((await lockRollout(tx, rolloutId)) ?? "gone")) return 0;
  return judgeHeldRollout(tx, rolloutId, which, options);
}

/** The same for who holds the rollout already (`lockRollout` at least) and knows that it is going. */
export async function judgeHeldRollout(
  tx: Tx,
  rolloutId: number,
  which: Which,
  options: JudgeOptions,
): Promise<number> {
  const basis = await loadRolloutBasis(tx, rolloutId);
  if (!basis) return 0;
  let judged = 0;
  let written = 0;
  for await (const batch of candidates(tx, basis, which)) {
    written += await decideAndWrite(tx, basis, batch, options);
    await freeSlots(tx, basis.id, batch, options);
    judged += batch.length;
  }
  if (written >= batchSize) await tx.query("ANALYZE member");
  return judged;
}

/** A few at once; a whole fleet in batches, from one scan through a cursor: by key each would be planned anew on tables that grow. */
async function* candidates(tx: Tx, basis: RolloutBasis, which: Which): AsyncGenerator<Candidate[]> {
  if (!which.whole) {
    yield await loadCandidates(tx, basis, which);
    return;
  }
  // The members of a rollout that is only opening are unknown to the planner: it takes them for one row, and looks
  // through all of them again for each client.
  await tx.query("SET LOCAL enable_nestloop = off");
  await tx.query(
    `DECLARE candidates NO SCROLL CURSOR FOR ${candidateQuery(`c.appliance_id = $3 AND (${which.condition})`)}`,
    candidateParameters(basis, which),
  );
  await tx.query("SET LOCAL enable_nestloop = on");
  for (;;) {
    const { rows } = await tx.query(`FETCH ${batchSize} FROM candidates`);
    if (rows.length === 0) break;
    yield rows.map((row) => toCandidate(basis, row));
  }
  await tx.query("CLOSE candidates");
}

function candidateParameters(basis: RolloutBasis, which: Which): unknown[] {
  return [basis.id, cohortImports(basis), basis.applianceId, ...which.parameters];
}

async function loadCandidates(tx: Tx, basis: RolloutBasis, which: Which): Promise<Candidate[]> {
  const { rows } = await tx.query(
    prepared(candidateQuery(`c.appliance_id = $3 AND (${which.condition})`)),
    candidateParameters(basis, which),
  );
  return rows.map((row) => toCandidate(basis, row));
}

/** Writes a batch, and says how many needed it; members that somebody else changed meanwhile are loaded and judged again. */
async function decideAndWrite(
  tx: Tx,
  basis: RolloutBasis,
  batch: Candidate[],
  options: JudgeOptions,
): Promise<number> {
  let left = batch;
  let total = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const decisions = left.flatMap((candidate) => decide(candidate, options) ?? []);
    const written = await writeDecisions(tx, basis.id, decisions, options.cause, options.now);
    total += written;
    if (written === decisions.length) return total;
    left = await loadCandidates(tx, basis, {
      condition: "c.id = ANY($4::int[])",
      parameters: [decisions.map(({ clientId }) => clientId)],
    });
  }
  throw new Error(
    `members of rollout ${basis.id} kept changing while they were judged; the next sweep tries again`,
  );
}

/** A slot is over at once when its client has checked in, from whatever source, or does not take part any more. */
async function freeSlots(
  tx: Tx,
  rolloutId: number,
  batch: readonly Candidate[],
  options: JudgeOptions,
): Promise<void> {
  const over: Record<"checked_in" | "excluded" | "withdrawn", number[]> = {
    checked_in: [],
    excluded: [],
    withdrawn: [],
  };
  for (const candidate of batch) {
    if (candidate.case === null) {
      if (candidate.stored) over.withdrawn.push(candidate.clientId);
    } else if (candidate.case.slot.leaseUntil !== null) {
      const { state } = judgeMember(candidate.case, options.now);
      if (state === "checked_in" || state === "excluded") over[state].push(candidate.clientId);
    }
  }
  for (const [outcome, clientIds] of Object.entries(over) as [keyof typeof over, number[]][]) {
    if (clientIds.length === 0) continue;
    await endSlots(
      tx,
      { condition: "s.rollout_id = $5 AND s.client_id = ANY($6::int[])", parameters: [rolloutId, clientIds] },
      { outcome, byName: "Rollcall", reason: options.cause },
      options.now,
    );
  }
}

/** The write that a candidate needs, or `null` when what is stored is right already. */
export function decide(
  candidate: Candidate,
  options: Pick<JudgeOptions, "now" | "refresh">,
): MemberDecision | null {
  const { clientId, cohort, left, stored } = candidate;
  const rev = stored?.rev ?? null;
  if (candidate.case === null) return stored ? { clientId, rev, judgement: null, cohort, left } : null;
  const judgement = judgeMember(candidate.case, options.now);
  if (
    stored &&
    stored.cohort === cohort &&
    stored.left === left &&
    says(stored, judgement, options.refresh === true)
  ) {
    return null;
  }
  const keepsProof =
    stored?.state === "checked_in" && judgement.state === "checked_in" && options.refresh !== true;
  return {
    clientId,
    rev,
    judgement: keepsProof
      ? { ...judgement, checkedInAt: stored.checkedInAt ?? judgement.checkedInAt }
      : judgement,
    cohort,
    left,
  };
}

/**
 * Does the stored judgement say the same? A check-in once proven needs no newer proof of itself: it is left as it is,
 * so that a fleet that is simply online costs nothing to import again.
 */
function says(stored: NonNullable<Candidate["stored"]>, judgement: Judgement, refresh: boolean): boolean {
  if (stored.state !== judgement.state || stored.reason.code !== judgement.code) return false;
  if (judgement.code === "seen_after_release" && !refresh) {
    return stored.reason.inputs.installedAt === judgement.inputs.installedAt;
  }
  return isDeepStrictEqual(stored.reason, storedJudgement(judgement));
}
