/** Letting clients try again: what failed or could not be delivered counts no longer, and "could not" is off the list; and undoing it. */

import type { Tx } from "@/lib/platform/db";
import { judgeHeldMany } from "@/lib/rollout/members/judge-many";
import { heldBackOf, removeRetries, retryMany } from "@/lib/rollout/members/retry-many";
import { nextRow, type StoredWork } from "../next-row";
import { type LoadedWork, loadWork, recordEvents, writeWork } from "../store";
import type { Asked, Carried, DeedVerb, Found, KeptReason, Run, Skip, Undoing, Undone } from "./asked";

/** What a retry finds. `lastFence`: of the client's newest slot in the rollout, 0 without one. */
interface Retried {
  lastFence: number;
  /** An attempt that failed counts, or a push could not be delivered. */
  isHeldBack: boolean;
  /** Its row of the work list, where somebody could not do it. */
  row: StoredWork | null;
}

/** What undoing needs to know of what was done. */
interface After {
  retryId: number | null;
  fence: number;
  rev: number | null;
}

/** Why retrying does nothing to it. */
function refuse({ state, slot, row }: LoadedWork, retried: Retried, by: Run["by"]): Skip["code"] | null {
  if (state === null) return "no_rollout";
  if (state === "checked_in") return "checked_in_already";
  if (state === "excluded") return "excluded_already";
  if (slot !== null) return "holds_slot";
  if (!retried.isHeldBack && retried.row === null) return "nothing_to_retry";
  const isOthers = row !== null && row.assigneeId !== null && row.assigneeId !== by.id;
  return retried.row !== null && isOthers && !by.mayAssign ? "held_by_other" : null;
}

const find: DeedVerb<Retried>["find"] = async (db, { applianceId, rollout, by, ctx }, clientIds) => {
  const loaded = await loadWork(db, applianceId, rollout?.id ?? null, clientIds);
  const slots = rollout ? await heldBackOf(db, rollout.id, clientIds, ctx.now) : new Map();
  return loaded.map((each): Found<Retried> => {
    const held = slots.get(each.clientId);
    const retried = {
      lastFence: held?.lastFence ?? 0,
      isHeldBack: held !== undefined && held.failedAttempts + held.undelivered > 0,
      row: each.state === "needs_redeployment" && each.row?.state === "failed" ? each.row : null,
    };
    const code = refuse(each, retried, by);
    return {
      clientId: each.clientId,
      name: each.name,
      skip: code && { code },
      before: { row: retried.row },
      change: retried,
    };
  });
};

async function carryOut(tx: Tx, run: Run, found: readonly Found<Retried>[]): Promise<Carried> {
  const { rollout, by, ctx, asked, applianceId } = run;
  if (rollout === null) return { after: new Map(), refused: new Map() };
  const upTo = new Map<number, number>();
  const rows = new Map<number, StoredWork>();
  for (const { clientId, change } of found) {
    if (change.isHeldBack) upTo.set(clientId, change.lastFence);
    if (change.row)
      rows.set(clientId, nextRow(change.row, asked, { by, rolloutId: rollout.id, now: ctx.now }));
  }
  const retries = await retryMany(tx, upTo, { rolloutId: rollout.id, byName: by.name, now: ctx.now });
  await writeWork(tx, applianceId, rows, ctx.now);
  const ids = found.map(({ clientId }) => clientId);
  await tell(tx, run, rollout.id, "retry", asked, ids);
  await judgeHeldMany(tx, rollout.id, ids, {
    cause: `tried again by ${by.name}`,
    now: ctx.now,
    refresh: true,
  });
  const after = new Map<number, After>(
    found.map(({ clientId: id, change }) => [
      id,
      { retryId: retries.get(id) ?? null, fence: change.lastFence, rev: rows.get(id)?.rev ?? null },
    ]),
  );
  return { after, refused: new Map() };
}

function tell(tx: Tx, run: Run, rolloutId: number, deed: string, detail: Partial<Asked>, ids: number[]) {
  const { applianceId, batchId, by, ctx } = run;
  const event = { applianceId, rolloutId, batchId, deed, byName: by.name, now: ctx.now, detail };
  return recordEvents(tx, event, ids);
}

/** Whoever was given a slot since, or changed on the work list, stays: that attempt rests on the retry. */
async function undo(tx: Tx, run: Run, done: readonly Undoing[]): Promise<Undone> {
  const { rollout, by, ctx, applianceId } = run;
  const ids = done.map(({ clientId }) => clientId);
  const loaded = new Map(
    (await loadWork(tx, applianceId, rollout?.id ?? null, ids)).map((each) => [each.clientId, each]),
  );
  const slots = rollout ? await heldBackOf(tx, rollout.id, ids, ctx.now) : new Map();
  const kept = new Map<number, KeptReason>();
  const rows = new Map<number, StoredWork>();
  const retries: number[] = [];
  for (const { clientId, before, after } of done) {
    const { retryId, fence, rev } = after as After;
    const found = loaded.get(clientId);
    const isOver = !found?.state || found.state === "checked_in" || found.state === "excluded";
    if (isOver) kept.set(clientId, "closed_since");
    else if ((slots.get(clientId)?.lastFence ?? 0) > fence || (rev !== null && found.row?.rev !== rev))
      kept.set(clientId, "changed_since");
    else {
      if (retryId !== null) retries.push(retryId);
      const { row } = before as { row: StoredWork | null };
      if (row && rev !== null) rows.set(clientId, { ...row, rev: rev + 1 });
    }
  }
  if (rollout === null) return { kept };
  await removeRetries(tx, retries, by.name, ctx.now);
  await writeWork(tx, applianceId, rows, ctx.now);
  const undone = ids.filter((id) => !kept.has(id));
  await tell(tx, run, rollout.id, "undo", { deed: "retry" }, undone);
  await judgeHeldMany(tx, rollout.id, undone, {
    cause: `trying again undone by ${by.name}`,
    now: ctx.now,
    refresh: true,
  });
  return { kept };
}

export const retry: DeedVerb<Retried> = { holdsMembers: true, find, carryOut, undo };
