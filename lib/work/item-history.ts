/** What became of a client's item: what people did, when it was flagged, and what closed it; newest first. */
import { refuseUnless } from "@/lib/access/may";
import type { MemberState } from "@/lib/core/member";
import { turnsOf } from "@/lib/core/work-story";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { applianceOfClient } from "@/lib/rollout/members/change-client";
import {
  type ClientMembership,
  joinsOf,
  membershipsOf,
  transitionsOf,
} from "@/lib/rollout/members/client-history";
import type { StoredReason } from "@/lib/rollout/members/explain";

/** A deed of a person, or what happened by itself (`flagged`, `closed`). `detail`: what it was done with. Instants in epoch milliseconds. */
export interface WorkEvent {
  /** Null of what happened by itself. */
  id: number | null;
  rolloutId: number;
  batchId: number | null;
  deed: string;
  at: number;
  byName: string;
  detail: Record<string, unknown>;
  /** Where its client stood then and why, and what brought it about: of what happened by itself. Null: that is not kept. */
  turn: { state: MemberState; reason: StoredReason | null; cause: string | null } | null;
}

export interface ItemHistory {
  timeZone: string;
  events: WorkEvent[];
}

const deedsAtMost = 200;

/**
 * A rollout that finds a client in need of redeployment writes no change of state: it is told from the state in which it found it, as of its
 * opening, or of when it joined where that was later. Why it was so then is not kept.
 */
function flaggedAtOpening(
  memberships: readonly ClientMembership[],
  joins: ReadonlyMap<number, number>,
): WorkEvent[] {
  return memberships
    .filter(({ opening }) => opening === "needs_redeployment")
    .map(({ rolloutId, openedAt, opening }) => ({
      id: null,
      rolloutId,
      batchId: null,
      deed: "flagged",
      at: joins.get(rolloutId) ?? openedAt,
      byName: "Rollcall",
      detail: { atOpening: true },
      turn: { state: opening, reason: null, cause: null },
    }));
}

/** @throws AppError 403, 404 */
export async function itemHistory(ctx: Ctx, clientId: number): Promise<ItemHistory> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "work.read", applianceId);
  const { timeZone } = await loadAppliance(ctx.db, applianceId);
  const { rows: deeds } = await ctx.db.query<Omit<WorkEvent, "turn">>(
    `SELECT id, rollout_id AS "rolloutId", batch_id AS "batchId", deed, at, by_name AS "byName", detail
       FROM work_event WHERE client_id = $1 ORDER BY at DESC, id DESC LIMIT ${deedsAtMost}`,
    [clientId],
  );
  const transitions = await transitionsOf(ctx.db, clientId);
  const memberships = await membershipsOf(ctx.db, clientId, transitions, ctx.now);
  const changes = transitions.map((change) => ({
    ...change,
    code: change.reason.code,
  }));
  const turns = turnsOf(
    changes.toReversed(),
    deeds.map(({ at }) => at),
  );
  const events = [
    ...turns.toReversed().map(({ turn, change }) => ({
      id: null,
      rolloutId: change.rolloutId,
      batchId: null,
      deed: turn,
      at: change.at,
      byName: "Rollcall",
      detail: {},
      turn: { state: change.toState, reason: change.reason, cause: change.cause },
    })),
    // What a deed brings about at once comes after it.
    ...deeds.map((deed) => ({ ...deed, turn: null })),
    ...flaggedAtOpening(memberships, await joinsOf(ctx.db, clientId)),
  ].sort((one, other) => other.at - one.at);
  return { timeZone, events };
}
