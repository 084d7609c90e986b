/** Judges clients of which there may be thousands: few of them each with its own look-ups, many by the walk. */
import type { Tx } from "@/lib/platform/db";
import { rangeAround } from "./block-ranges";
import { FleetWalk } from "./fleet-walk";
import { type JudgeOptions, judgedStatuses, judgeHeldMembers } from "./judge-members";
import { loadRolloutBasis, lockMembers, lockRollout } from "./store";

/** So many are loaded one by one; more are read and written together. */
const fewMembers = 200;

/** `judgeMembers` for however many. */
export async function judgeMany(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
  options: JudgeOptions,
): Promise<number> {
  if (!judgedStatuses.includes((await lockRollout(tx, rolloutId)) ?? "gone")) return 0;
  await lockMembers(tx, clientIds);
  return judgeHeldMany(tx, rolloutId, clientIds, options);
}

/** `judgeHeldMembers` for however many. */
export async function judgeHeldMany(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
  options: JudgeOptions,
): Promise<number> {
  if (clientIds.length <= fewMembers) return judgeHeldMembers(tx, rolloutId, clientIds, options);
  const basis = await loadRolloutBasis(tx, rolloutId);
  if (!basis) return 0;
  const walk = new FleetWalk(tx, basis, { held: clientIds }, options);
  return walk.run([rangeAround(clientIds)], null);
}
