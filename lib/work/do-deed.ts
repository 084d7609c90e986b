/** One deed on one item of the work list. */
import { refuseUnless } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { applianceOfClient, refuseMerged } from "@/lib/rollout/members/change-client";
import { assigning } from "./asked-of";
import { askOne } from "./batch/ask-batch";
import type { Asked } from "./batch/asked";
import type { WorkItem } from "./item-rows";
import { findItem } from "./list-items";

/** Assigning names a person by id only: who they are is looked up. */
export type DeedInput =
  | Extract<Asked, { deed: "start" | "done" | "failed" | "back" }>
  | { deed: "assign"; assigneeId?: string | null | undefined };

/** `batchId`: by which it can be undone. `item` null: it is closed by that. */
export interface DeedDone {
  batchId: number;
  item: WorkItem | null;
}

/**
 * @throws AppError 403, 404, 409 with why nothing is done (`held_by_other`, `no_item`, `no_slot` …), 422 `assignee_unknown`,
 * `assignee_missing`, `lease_too_long`
 */
export async function doDeed(ctx: Ctx, clientId: number, input: DeedInput): Promise<DeedDone> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "work.do", applianceId);
  await refuseMerged(ctx.db, clientId);
  const asked = input.deed === "assign" ? await assigning(ctx, applianceId, input.assigneeId) : input;
  const batchId = await askOne(ctx, applianceId, clientId, asked);
  return { batchId, item: await findItem(ctx, clientId) };
}
