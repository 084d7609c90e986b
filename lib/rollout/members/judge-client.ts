/** Judges one client in the rollout of its appliance that is going, in the transaction of the change that asks for it. */
import type { Tx } from "@/lib/platform/db";
import { judgeMembers } from "./judge-members";
import { withoutTheirProof } from "./proofs";
import { findGoingRollout } from "./store";

/** `cause` is kept with the transition. Does nothing where no rollout is going, or its opening will judge everybody anyway. */
export async function judgeClients(
  tx: Tx,
  applianceId: number,
  clientIds: readonly number[],
  cause: string,
  now: number,
): Promise<void> {
  const rollout = await findGoingRollout(tx, applianceId);
  if (rollout) await judgeMembers(tx, rollout.id, clientIds, { cause, now, refresh: true });
}

/**
 * The same where it was decided anew which evidence is whose: a check-in stays recorded as it was for as long as what proved it
 * is the client's own.
 */
export async function judgeByTheirProof(
  tx: Tx,
  applianceId: number,
  clientIds: readonly number[],
  cause: string,
  now: number,
): Promise<void> {
  const rollout = await findGoingRollout(tx, applianceId);
  if (!rollout) return;
  const unproven = await withoutTheirProof(tx, rollout.id, clientIds);
  for (const refresh of [true, false]) {
    const ids = clientIds.filter((id) => unproven.includes(id) === refresh);
    if (ids.length > 0) await judgeMembers(tx, rollout.id, ids, { cause, now, refresh });
  }
}
