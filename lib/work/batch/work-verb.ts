/** The deeds of the work list: assign, start, done, could not, give back; and undoing them. */
import { type FoundItem, itemState, refuseDeed, type WorkDeed, type WorkMember } from "@/lib/core/work";
import type { Tx } from "@/lib/platform/db";
import { type EndedSlot, endSlots } from "@/lib/rollout/cap/end-slots";
import { explainRefusal } from "@/lib/rollout/cap/refusal-words";
import { takeSlotsOf } from "@/lib/rollout/cap/take-slots-of";
import { attestMany, removeAttestations } from "@/lib/rollout/members/attest-many";
import { judgeHeldMany } from "@/lib/rollout/members/judge-many";
import { nextRow, type StoredWork, untouched } from "../next-row";
import { type LoadedWork, loadWork, recordEvents, writeWork } from "../store";
import type { Asked, Carried, DeedVerb, Found, KeptReason, Run, Skip, Undoing, Undone } from "./asked";

/** What undoing needs of what was done. */
interface After {
  rev: number;
  attestationId?: number;
  grantedSlotId?: number;
  endedSlotId?: number;
}

function memberOf({ state, reasonCode, slot }: LoadedWork, rolloutId: number): WorkMember | null {
  if (state === null || reasonCode === null) return null;
  return { rolloutId, state, reasonCode, heldByHand: slot?.byHand === true };
}

/** Who holds a slot that they took in a batch holds the item, unless it was given to somebody. */
function holderOf({ row, slot }: LoadedWork): string | null {
  return row?.assigneeId ?? (slot?.byHand ? slot.byId : null);
}

function asFound(loaded: LoadedWork, rolloutId: number | null): FoundItem {
  const member = rolloutId === null ? null : memberOf(loaded, rolloutId);
  return { state: itemState(member, loaded.row), assigneeId: holderOf(loaded) };
}

async function find(db: Parameters<typeof loadWork>[0], run: Run, clientIds: readonly number[]) {
  const { asked, by, applianceId, rollout } = run;
  const loaded = await loadWork(db, applianceId, rollout?.id ?? null, clientIds);
  const who = { id: by.type === "person" ? by.id : null, mayAssign: by.mayAssign };
  const toId = asked.deed === "assign" ? asked.toId : null;
  return loaded.map((each): Found<LoadedWork> => {
    const code = refuseDeed(asked.deed as WorkDeed, asFound(each, rollout?.id ?? null), who, toId);
    return {
      clientId: each.clientId,
      name: each.name,
      skip: code && { code },
      before: { row: each.row },
      change: each,
    };
  });
}

async function carryOut(tx: Tx, run: Run, found: readonly Found<LoadedWork>[]): Promise<Carried> {
  const { asked, by, applianceId, rollout, ctx } = run;
  if (rollout === null) return { after: new Map(), refused: new Map() };
  const ids = found.map(({ clientId }) => clientId);
  const effect = await effectOf(tx, run, rollout, ids);
  const done = found.filter(({ clientId }) => !effect.refused.has(clientId));
  const rows = new Map<number, StoredWork>();
  const after = new Map<number, After>();
  for (const { clientId, change } of done) {
    const slotId = effect.slots.get(clientId) ?? null;
    const before = withHolder(change, rollout.id);
    const next = nextRow(before, asked, { by, rolloutId: rollout.id, now: ctx.now, slotId });
    rows.set(clientId, next);
    const endedSlotId = asked.deed === "assign" || asked.deed === "start" ? undefined : change.slot?.id;
    const attestationId = effect.attestations.get(clientId);
    after.set(clientId, {
      rev: next.rev,
      ...(attestationId === undefined ? {} : { attestationId }),
      ...(slotId === null ? {} : { grantedSlotId: slotId }),
      ...(endedSlotId === undefined ? {} : { endedSlotId }),
    });
  }
  await writeWork(tx, applianceId, rows, ctx.now);
  await recordEvents(tx, { ...eventOf(run, rollout.id), detail: detailOf(asked) }, [...rows.keys()]);
  return { after, refused: effect.refused, granted: effect.granted, ended: effect.ended };
}

/** A row for who had none: whoever took the slot holds it. */
function withHolder({ row, slot }: LoadedWork, rolloutId: number): StoredWork {
  const before = row ?? untouched(rolloutId);
  if (before.assigneeId !== null || !slot?.byHand || slot.byId === null) return before;
  return { ...before, assigneeId: slot.byId, assigneeName: slot.byName };
}

interface Effect {
  refused: Map<number, Skip>;
  slots: Map<number, number>;
  attestations: Map<number, number>;
  granted: Awaited<ReturnType<typeof takeSlotsOf>>["slots"];
  ended: EndedSlot[];
}

/** What the deed does beyond the list: a slot is taken or given back, an attestation made. */
async function effectOf(
  tx: Tx,
  run: Run,
  rollout: NonNullable<Run["rollout"]>,
  ids: readonly number[],
): Promise<Effect> {
  const { asked, by, ctx, applianceId } = run;
  const effect: Effect = {
    refused: new Map(),
    slots: new Map(),
    attestations: new Map(),
    granted: [],
    ended: [],
  };
  if (asked.deed === "start" && rollout.mode === "control") {
    const taken = await takeSlotsOf(tx, {
      applianceId,
      clientIds: ids,
      leaseMinutes: asked.leaseMinutes,
      byName: by.name,
      byId: by.type === "person" ? by.id : null,
    });
    for (const { clientId, id } of taken.slots) effect.slots.set(clientId, id);
    for (const id of ids.filter((each) => !effect.slots.has(each))) {
      const refusal = taken.refusals.get(id);
      effect.refused.set(id, { code: "no_slot", ...(refusal ? { sentence: explainRefusal(refusal) } : {}) });
    }
    return { ...effect, granted: taken.slots, ended: taken.expired };
  }
  if (asked.deed === "done") {
    const said = { rolloutId: rollout.id, note: asked.note, byName: by.name, now: ctx.now };
    effect.attestations = await attestMany(tx, ids, said);
    await judgeHeldMany(tx, rollout.id, ids, {
      cause: `attested by ${by.name}`,
      now: ctx.now,
      refresh: true,
    });
  }
  if (asked.deed === "failed" || asked.deed === "back") {
    effect.ended = await endSlots(
      tx,
      {
        condition: "s.client_id = ANY($5::int[]) AND s.rollout_id = $6 AND s.asked_by = 'batch'",
        parameters: [ids, rollout.id],
      },
      { outcome: asked.deed === "failed" ? "failed" : "released", byName: by.name, reason: asked.reason },
      ctx.now,
    );
  }
  return effect;
}

function eventOf({ applianceId, batchId, asked, by, ctx }: Run, rolloutId: number) {
  return { applianceId, rolloutId, batchId, deed: asked.deed as string, byName: by.name, now: ctx.now };
}

/** What the history says beside the deed. */
function detailOf({ deed: _deed, ...more }: Asked): unknown {
  return more;
}

/** A word that counts by itself closes the item, and taking it back opens it again. */
function isClosedSince(found: LoadedWork, rolloutId: number, { deed }: Asked): boolean {
  if (deed === "done" && found.reasonCode === "attested") return false;
  return asFound(found, rolloutId).state === "closed";
}

/**
 * Puts back what nobody has changed since. A slot that was given back is not taken again; what failed under one stays failed, for its
 * attempt is in the ledger.
 */
async function undo(tx: Tx, run: Run, done: readonly Undoing[]): Promise<Undone> {
  const { applianceId, rollout, asked, by, ctx } = run;
  const kept = new Map<number, KeptReason>();
  const loaded = new Map(
    (
      await loadWork(
        tx,
        applianceId,
        rollout?.id ?? null,
        done.map(({ clientId }) => clientId),
      )
    ).map((each) => [each.clientId, each]),
  );
  const rows = new Map<number, StoredWork>();
  const attestations: number[] = [];
  const slots: number[] = [];
  for (const { clientId, before, after } of done) {
    const { rev, attestationId, grantedSlotId, endedSlotId } = after as After;
    const found = loaded.get(clientId);
    if (!found || rollout === null || isClosedSince(found, rollout.id, asked))
      kept.set(clientId, "closed_since");
    else if (found.row?.rev !== rev) kept.set(clientId, "changed_since");
    else if (asked.deed === "failed" && endedSlotId !== undefined) kept.set(clientId, "attempt_counted");
    else {
      const row = (before as { row: StoredWork | null }).row ?? untouched(rollout.id);
      rows.set(clientId, { ...row, rev: rev + 1 });
      if (attestationId !== undefined) attestations.push(attestationId);
      if (grantedSlotId !== undefined) slots.push(grantedSlotId);
    }
  }
  if (rollout === null) return { kept };
  if (attestations.length > 0) {
    const clientIds = await removeAttestations(tx, attestations, by.name, ctx.now);
    await judgeHeldMany(tx, rollout.id, clientIds, {
      cause: `attestation removed by ${by.name}`,
      now: ctx.now,
      refresh: true,
    });
  }
  const ended =
    slots.length === 0
      ? []
      : await endSlots(
          tx,
          { condition: "s.id = ANY($5::bigint[])", parameters: [slots] },
          { outcome: "released", byName: by.name, reason: "undone" },
          ctx.now,
        );
  await writeWork(tx, applianceId, rows, ctx.now);
  await recordEvents(tx, { ...eventOf(run, rollout.id), deed: "undo", detail: { deed: asked.deed } }, [
    ...rows.keys(),
  ]);
  return { kept, ended };
}

/** `holdsMembers` only where members are judged: whoever takes slots must not hold them under the appliance's lock. */
export const workVerb = (deed: WorkDeed): DeedVerb<LoadedWork> => ({
  holdsMembers: deed === "done",
  find,
  carryOut,
  undo,
});
