/** Does a deed to some clients, in one transaction: held, found, decided, done, written. */
import { lockFacts } from "@/lib/evidence/lock-facts";
import type { Ctx } from "@/lib/platform/context";
import type { Sql, Tx } from "@/lib/platform/db";
import { afterSlotsEnded } from "@/lib/rollout/cap/after-slots-ended";
import { judgeGranted } from "@/lib/rollout/cap/grant-queued";
import { lockMembers, lockRollout } from "@/lib/rollout/members/store";
import { lockWork } from "../store";
import type { BatchDeed, Carried, DeedVerb, Found, Run, Undoing, Undone } from "./asked";
import { clientVerbs } from "./client-verbs";
import { retry } from "./retry-verb";
import { workVerb } from "./work-verb";

// biome-ignore lint/suspicious/noExplicitAny: each verb carries out what it found itself
const verbs: Record<BatchDeed, DeedVerb<any>> = {
  assign: workVerb("assign"),
  start: workVerb("start"),
  done: workVerb("done"),
  failed: workVerb("failed"),
  back: workVerb("back"),
  ...clientVerbs,
  retry,
};

/** So many clients are judged by the walk, which takes turns with imports. */
const fewClients = 200;

/** The rollout of an appliance that goes on. */
export async function goingRun(db: Sql, applianceId: number): Promise<Run["rollout"]> {
  const { rows } = await db.query<NonNullable<Run["rollout"]>>(
    "SELECT id, mode FROM rollout WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held')",
    [applianceId],
  );
  return rows[0] ?? null;
}

/** Holds what the deed rests on, in the order of locks: facts, rollout, members, the work list. */
async function hold(
  tx: Tx,
  asked: Pick<Run, "ctx" | "applianceId" | "asked" | "by" | "batchId">,
  clientIds: readonly number[],
  holdsMembers: boolean,
): Promise<Run> {
  if (holdsMembers && clientIds.length > fewClients) await lockFacts(tx, asked.applianceId);
  const rollout = await goingRun(tx, asked.applianceId);
  if (rollout) await lockRollout(tx, rollout.id);
  if (holdsMembers) await lockMembers(tx, clientIds);
  await lockWork(tx, asked.applianceId);
  // Whoever closed it was waited for.
  return { ...asked, rollout: rollout && (await goingRun(tx, asked.applianceId)) };
}

export type Asking = Omit<Run, "rollout">;

/** What was found and done; `missing`: clients that do not stand (any more). */
export interface ChunkDone extends Carried {
  found: Found[];
  missing: number[];
}

export async function doChunk(tx: Tx, asking: Asking, clientIds: readonly number[]): Promise<ChunkDone> {
  const verb = verbs[asking.asked.deed];
  const run = await hold(tx, asking, clientIds, verb.holdsMembers);
  const found = await verb.find(tx, run, clientIds);
  const known = new Set(found.map(({ clientId }) => clientId));
  const willing = found.filter(({ skip }) => skip === null);
  const carried: Carried =
    willing.length === 0 ? { after: new Map(), refused: new Map() } : await verb.carryOut(tx, run, willing);
  return { ...carried, found, missing: clientIds.filter((id) => !known.has(id)) };
}

/** What it would find, without holding anything or doing anything. */
export async function lookAtChunk(db: Sql, asking: Asking, clientIds: readonly number[]): Promise<ChunkDone> {
  const run = { ...asking, rollout: await goingRun(db, asking.applianceId) };
  const found = await verbs[asking.asked.deed].find(db, run, clientIds);
  const known = new Set(found.map(({ clientId }) => clientId));
  const after = new Map(
    found.flatMap(({ clientId, skip }) => (skip === null ? [[clientId, null] as const] : [])),
  );
  return { found, missing: clientIds.filter((id) => !known.has(id)), after, refused: new Map() };
}

export async function undoChunk(tx: Tx, asking: Asking, done: readonly Undoing[]): Promise<Undone> {
  const verb = verbs[asking.asked.deed];
  const run = await hold(
    tx,
    asking,
    done.map(({ clientId }) => clientId),
    verb.holdsMembers,
  );
  return verb.undo(tx, run, done);
}

/** Once it is committed: members of slots are judged, and what is free goes to the next. */
export async function afterChunk(
  ctx: Ctx,
  applianceId: number,
  { granted = [], ended = [] }: Pick<Carried, "granted" | "ended">,
): Promise<void> {
  await judgeGranted(ctx, granted);
  if (ended.length > 0) await afterSlotsEnded(ctx, ended);
  await ctx.enqueue("slot.grant", { applianceId });
}
