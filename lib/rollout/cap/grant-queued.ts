/** Slots given to the queue in its order: to a technician who asks for the next N, or unasked where they can be pushed. */
import { refuseUnless } from "@/lib/access/may";
import {
  type AdmissionBasis,
  chooseNext,
  openWaves,
  type Refusal,
  type Room,
  rolloutGate,
  roomOf,
  waveGate,
} from "@/lib/core/admission";
import type { ClientKind } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import { refuseLongLease } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError, unprocessable } from "@/lib/platform/errors";
import { notRetried, undeliveredMinutes } from "../members/retry-many";
import { afterSlotsEnded } from "./after-slots-ended";
import { type EndedSlot, endExpiredAndLoad } from "./end-slots";
import { judgeSlotMembers } from "./judge-slots";
import { explainRefusal } from "./refusal-words";
import {
  type Asked,
  type Grant,
  type GrantBasis,
  type HeldSlot,
  heldSlotColumns,
  insertSlots,
  loadGrantBasis,
  lockSlots,
} from "./slot-store";

/** Whom the queue is asked for. */
interface QueueFilter {
  states: readonly MemberState[];
  groups: readonly string[] | null;
  kinds: readonly ClientKind[] | null;
  clientIds?: readonly number[];
}

/** What a technician takes: the next `count` of these, for `leaseMinutes`. */
export interface BatchInput {
  applianceId: number;
  count: number;
  leaseMinutes?: number | undefined;
  states?: ("queued" | "overdue" | "needs_redeployment")[] | undefined;
  groups?: string[] | undefined;
  kinds?: ClientKind[] | undefined;
}

/**
 * A technician takes the next clients of the queue, at most as many as the cap leaves. None at all is a refusal with
 * the reason. The same request again, after its process was killed, is told the slots that it took.
 * @throws AppError 403, 404, 409 `no_open_rollout`, 422 `lease_too_long`, `batch_too_large`, 423 `slots_full|held|outside_window|not_its_turn|observe_mode`
 */
export async function takeBatch(ctx: Ctx, input: BatchInput): Promise<HeldSlot[]> {
  refuseUnless(ctx, "slot.batch", input.applianceId);
  refuseLongLease(input.leaseMinutes);
  if (input.count > env().ROLLCALL_SLOT_BATCH_MAX) {
    throw unprocessable(
      "batch_too_large",
      `At most ${env().ROLLCALL_SLOT_BATCH_MAX} slots can be taken at once. Take fewer, or raise ROLLCALL_SLOT_BATCH_MAX.`,
    );
  }
  if (ctx.memory?.kept) return stillHeld(ctx, ctx.memory.kept as TakenBatch);
  const { slots, refusal, expired } = await inTransaction(ctx.db, async (tx) => {
    const turn = await giveOut(
      tx,
      input.applianceId,
      {
        states: input.states ?? ["queued"],
        groups: input.groups ?? null,
        kinds: input.kinds ?? null,
      },
      { ...byHand(ctx), count: input.count, leaseMinutes: input.leaseMinutes },
    );
    if (turn.slots.length > 0) {
      const taken: TakenBatch = { slotIds: turn.slots.map(({ id }) => id) };
      await ctx.memory?.keep(tx, taken);
      await recordAudit(tx, ctx, {
        deed: "slot.batch",
        applianceId: input.applianceId,
        subjectType: "appliance",
        subjectId: input.applianceId,
        after: { ...input, clientIds: turn.slots.map(({ clientId }) => clientId) },
      });
    }
    return turn;
  });
  await judgeGranted(ctx, slots);
  if (expired.length > 0) await afterSlotsEnded(ctx, expired);
  if (slots.length > 0) return slots;
  if (refusal) {
    throw new AppError(
      refusal.code === "no_open_rollout" ? 409 : 423,
      refusal.code,
      explainRefusal(refusal),
      {
        because: refusal.because,
        params: refusal.params,
      },
    );
  }
  throw new AppError(
    423,
    "not_its_turn",
    "Nobody that fits waits for a slot now. Choose other states, groups or kinds, or look at the plan.",
  );
}

/** How a person asks who takes slots for others to be upgraded by hand. */
function byHand({ actor }: Pick<Ctx, "actor">): Asked {
  return { by: "batch", byName: actor.name, byId: actor.type === "person" ? actor.id : null };
}

/** What a batch has taken, as its request remembers it. */
interface TakenBatch {
  slotIds: number[];
}

async function stillHeld(ctx: Ctx, { slotIds }: TakenBatch): Promise<HeldSlot[]> {
  const { rows } = await ctx.db.query<HeldSlot>(
    `SELECT ${heldSlotColumns} FROM slot WHERE id = ANY($1::bigint[]) AND ended_at IS NULL ORDER BY fence`,
    [slotIds],
  );
  return rows;
}

const minuteMs = 60_000;

/** Pushes slots to the queue, where the appliance has a webhook that answers. Returns how many were handed out. */
export async function grantQueued(ctx: Ctx, applianceId: number): Promise<number> {
  const { rowCount } = await ctx.db.query(
    "SELECT 1 FROM push_webhook WHERE appliance_id = $1 AND enabled AND (paused_until IS NULL OR paused_until <= $2)",
    [applianceId, asTimestamp(ctx.now)],
  );
  if (!rowCount) return 0;
  const { slots, expired } = await inTransaction(ctx.db, (tx) =>
    giveOut(
      tx,
      applianceId,
      { states: ["queued"], groups: null, kinds: null },
      { by: "push", byName: "Rollcall", count: Number.POSITIVE_INFINITY },
    ),
  );
  for (const { id } of slots) await ctx.enqueue("push.deliver", { slotId: id });
  await judgeGranted(ctx, slots);
  if (expired.length > 0) await afterSlotsEnded(ctx, expired);
  return slots.length;
}

/** Judges the members of slots that were handed out just now. */
export async function judgeGranted(ctx: Ctx, slots: readonly HeldSlot[]): Promise<void> {
  const rolloutId = slots[0]?.rolloutId;
  if (rolloutId === undefined) return;
  await judgeSlotMembers(
    ctx,
    rolloutId,
    slots.map(({ clientId }) => clientId),
  );
}

interface AskedFor extends Asked {
  count: number;
  leaseMinutes?: number | undefined;
}

/** Hands slots out to whoever fits, in the order of the queue, under the appliance's lock. */
export async function giveOut(
  tx: Tx,
  applianceId: number,
  filter: QueueFilter,
  asked: AskedFor,
): Promise<{ slots: HeldSlot[]; refusal: Refusal | null; expired: EndedSlot[] }> {
  const now = await lockSlots(tx, applianceId);
  if (now === null) return { slots: [], refusal: null, expired: [] };
  const { basis, expired } = await endExpiredAndLoad(tx, applianceId, now, () =>
    loadGrantBasis(tx, applianceId, null),
  );
  const refusal = basis === null ? null : refuseAll(basis, now);
  if (!basis || basis.rolloutId === null || refusal) return { slots: [], refusal, expired };
  const room = roomOf(basis);
  room.numbers.splice(asked.count);
  const waves = openWaves(basis.waves, now);
  const picked =
    asked.by === "push"
      ? await pick(tx, basis, room, waves, filter, [], now - undeliveredMinutes * minuteMs)
      : [];
  picked.push(...(await pick(tx, basis, room, waves, filter, picked, null)));
  const slots = await insertSlots(
    tx,
    { applianceId, rolloutId: basis.rolloutId, leaseMinutes: asked.leaseMinutes ?? basis.leaseMinutes },
    picked.map((grant) => ({ ...grant, by: asked.by, byName: asked.byName, byId: asked.byId ?? null })),
    now,
  );
  // Whoever is left then waits for a wave that is closed now.
  return { slots, refusal: slots.length > 0 ? null : soonestGate(basis, now), expired };
}

/** What stops everybody. */
function refuseAll(basis: AdmissionBasis, now: number): Refusal | null {
  const gate = rolloutGate(basis);
  if (gate) return gate;
  if (roomOf(basis).numbers.length === 0) {
    return {
      code: "slots_full",
      because: "cap",
      params: { cap: basis.cap ?? 0 },
      retryAfterSeconds: null,
    };
  }
  return openWaves(basis.waves, now).length > 0 ? null : soonestGate(basis, now);
}

/** Of the waves that are closed, what keeps back the one that may open first. */
function soonestGate({ waves }: AdmissionBasis, now: number): Refusal | null {
  const gates = [...waves.keys(), waves.length].flatMap((position) => waveGate(waves, position, now) ?? []);
  const soonest = (each: Refusal) => each.retryAfterSeconds ?? 0;
  return gates.sort((one, other) => soonest(one) - soonest(other))[0] ?? null;
}

const pageSize = 1_000;

/** SQL: members in these states with their places. Who is queued stands in the queue, in its order; others are looked for. */
function membersIn(states: readonly MemberState[]): string {
  const [state, another] = states;
  if (state === "queued" && another === undefined) return "queue_place";
  return `(SELECT rollout_id, client_id, wave, -COALESCE(priority, 0) AS rank, turn FROM client_now
    WHERE state IN (${states.map((each) => `'${each}'`).join(", ")}))`;
}

/**
 * Reads the queue page by page, leaving out what a cap within the cap has stopped, until the room or the queue is used
 * up. `deliverableSince`: leaves out whose slot could not be delivered since then.
 */
async function pick(
  tx: Tx,
  basis: GrantBasis,
  room: Room,
  waves: readonly number[],
  filter: QueueFilter,
  picked: readonly Grant[],
  deliverableSince: number | null,
): Promise<Grant[]> {
  const grants: Grant[] = [];
  const unplaced = basis.waves.length === 0 ? " OR m.wave IS NULL" : "";
  const members = membersIn(filter.states);
  while (room.numbers.length > 0) {
    const full = <K>(caps: Map<K, number>) => [...caps].filter(([, left]) => left <= 0).map(([key]) => key);
    const { rows } = await tx.query<Omit<Grant, "number">>(
      `SELECT m.client_id AS "clientId", m.wave, c.group_name AS "group", c.kind
         FROM ${members} m JOIN client c ON c.id = m.client_id
        WHERE m.rollout_id = $1 AND (m.wave = ANY($2::int[])${unplaced})
          AND ($3::text[] IS NULL OR c.group_name = ANY($3)) AND ($4::text[] IS NULL OR c.kind = ANY($4))
          AND (c.group_name IS NULL OR c.group_name <> ALL($5::text[])) AND c.kind <> ALL($6::text[])
          AND m.client_id <> ALL($7::int[]) AND ($9::int[] IS NULL OR m.client_id = ANY($9))
          AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.client_id = m.client_id AND s.ended_at IS NULL)
          AND ($8::timestamptz IS NULL OR NOT EXISTS (
                SELECT 1 FROM slot s WHERE s.rollout_id = m.rollout_id AND s.client_id = m.client_id
                   AND s.outcome = 'undelivered' AND s.ended_at > $8 AND ${notRetried}))
        ORDER BY m.wave, m.rank, m.turn, m.client_id LIMIT ${pageSize}`,
      [
        basis.rolloutId,
        waves,
        filter.groups,
        filter.kinds,
        full(room.groups),
        full(room.kinds),
        [...picked, ...grants].map(({ clientId }) => clientId),
        asTimestamp(deliverableSince),
        filter.clientIds ?? null,
      ],
    );
    grants.push(...chooseNext(room, rows));
    if (rows.length < pageSize) break;
  }
  return grants;
}
