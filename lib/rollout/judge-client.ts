/** Judges one client in the rollout of its appliance that is going, in the transaction of the change that asks for it. */
import type { Tx } from "@/lib/platform/db";
import { judgeMembers } from "./judge-members";
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
  if (!rollout) return;
  await judgeMembers(
    tx,
    rollout.id,
    { condition: "c.id = ANY($4::int[])", parameters: [clientIds] },
    { cause, now, refresh: true },
  );
}
