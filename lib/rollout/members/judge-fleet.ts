/** Judges a whole fleet, or all clients of some kinds: for imports, openings, and what is taken back. */
import type { ClientKind } from "@/lib/core/client";
import type { Tx } from "@/lib/platform/db";
import { rangesOf } from "./block-ranges";
import { type FleetOutcome, OutcomeCounter, type OutcomeRow } from "./fleet-outcome";
import { FleetWalk, planFew } from "./fleet-walk";
import { type JudgeOptions, judgedStatuses } from "./judge-members";
import { loadRolloutBasis, lockRollout } from "./store";

export interface FleetOptions extends JudgeOptions {
  /** Clients of the outcome that are kept by name for each new state. */
  outcomeRowsPerState?: number;
}

/** What it came to. */
export interface JudgedFleet {
  judged: number;
  outcome: FleetOutcome;
  rows: OutcomeRow[];
}

/**
 * Judges every client of the rollout's appliance, or those of `kinds`. The caller holds the appliance's evidence, so that what is
 * known stays as it is. Holds the rollout against supersession; judges nobody where it is over.
 */
export async function judgeFleet(
  tx: Tx,
  rolloutId: number,
  { kinds = null }: { kinds?: readonly ClientKind[] | null },
  options: FleetOptions,
): Promise<JudgedFleet> {
  const outcome = new OutcomeCounter(rolloutId, options.outcomeRowsPerState ?? 0);
  await planFew(tx);
  const isGoing = judgedStatuses.includes((await lockRollout(tx, rolloutId)) ?? "gone");
  const basis = isGoing ? await loadRolloutBasis(tx, rolloutId) : null;
  if (!basis) return { judged: 0, outcome: outcome.outcome(), rows: [] };
  const walk = new FleetWalk(tx, basis, { kinds, unlessSettled: options.refresh !== true }, options);
  const judged = await walk.run(await rangesOf(tx, basis.applianceId), outcome);
  return { judged, outcome: outcome.outcome(), rows: await outcome.rows(tx) };
}
