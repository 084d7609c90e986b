/**
 * Decides what is asked of an appliance at the same time together: all by a look without the lock, then under it those who may be given
 * a slot. One reading and one commit serve many, and whoever stands first in the queue comes first.
 */
import { isDeepStrictEqual } from "node:util";
import {
  askSooner,
  decideAsks,
  frontLength,
  isRanked,
  openWaves,
  type Refusal,
  rolloutGate,
} from "@/lib/core/admission";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, offsetNow, type Sql, type Tx } from "@/lib/platform/db";
import { together } from "@/lib/platform/together";
import { type AskBasis, byPlace, loadAskBasis, type PlacedMember, recordAsks } from "./ask-store";
import { type EndedSlot, endExpiredAndLoad } from "./end-slots";
import { noSuchClient, type SlotClient } from "./slot-client";
import { type Asked, type HeldSlot, insertSlots, slotLock } from "./slot-store";

/** An ask of a client that is known. */
export interface ClientAsk extends Asked {
  ctx: Ctx;
  client: SlotClient;
}

/** One whom a look had nothing to say against. `waves`: those that were open then. */
export interface HopefulAsk extends ClientAsk {
  waves: readonly number[];
}

/** `holds`: it held the slot already. */
export type AskAnswer = { kind: "holds" | "granted"; slot: HeldSlot } | { kind: "refused"; refusal: Refusal };

/** Answers and, of those who may have a slot, its number; by client. */
type Decisions = Map<number, AskAnswer | { kind: "grant"; number: number }>;

/** Answers whoever holds a slot or can have none now; who may be given one is told the waves that are open. */
export const lookAtAsk = together(
  async (asks: ClientAsk[], applianceId): Promise<(AskAnswer | Pick<HopefulAsk, "waves">)[]> => {
    const { db } = first(asks).ctx;
    const now = Math.max(...asks.map(({ ctx }) => ctx.now));
    const clients = distinctClients(asks);
    const load = (waves: readonly number[]) => loadAskBasis(db, applianceId, clients, now, waves, now);
    const basis = await load(withoutWaves);
    const decisions = await decide(clients, basis, load, withoutWaves, now);
    await rankRefused(db, applianceId, basis, decisions, now);
    const waves = openWaves(basis?.waves ?? [], now);
    return asks.map(({ client }) => {
      const decision = decisions.get(client.id);
      return decision && decision.kind !== "grant" ? decision : { waves };
    });
  },
);

/** Decides once more by what is read under the lock, and gives slots out. The first is told of the leases that had run out. */
export const grantAsk = together(
  async (asks: HopefulAsk[], applianceId): Promise<{ answer: AskAnswer; expired: EndedSlot[] }[]> => {
    const { db } = first(asks).ctx;
    const { basis, decisions, expired, now } = await inTransaction(
      db,
      (tx, [clock]) => grantUnderLock(tx, asks, applianceId, clock?.now),
      slotLock(applianceId),
    );
    // Not before the commit: whoever records the same asks elsewhere must not be waited for under the lock.
    await rankRefused(db, applianceId, basis, decisions, now);
    return asks.map(({ client }, place) => {
      const answer = decisions.get(client.id) as AskAnswer;
      if (answer.kind === "granted") decisions.set(client.id, { ...answer, kind: "holds" });
      return { answer, expired: place === 0 ? expired : [] };
    });
  },
);

interface DecidedUnderLock {
  basis: AskBasis | null;
  decisions: Decisions;
  expired: EndedSlot[];
  now: number;
}

async function grantUnderLock(
  tx: Tx,
  asks: readonly HopefulAsk[],
  applianceId: number,
  clock: unknown,
): Promise<DecidedUnderLock> {
  const clients = distinctClients(asks);
  if (typeof clock !== "number") throw noSuchClient({ applianceId, clientId: first(clients).id });
  const now = offsetNow(clock);
  const { waves } = first(asks);
  const load = (asked: readonly number[]) => loadAskBasis(tx, applianceId, clients, null, asked, now);
  const { basis, expired } = await endExpiredAndLoad(tx, applianceId, now, () => load(waves));
  const decisions = await decide(clients, basis, load, waves, now);
  await giveOut(tx, applianceId, asks, basis, decisions, now);
  return { basis, decisions, expired, now };
}

/** Gives those a slot who may have one, and answers them so. */
async function giveOut(
  tx: Tx,
  applianceId: number,
  asks: readonly ClientAsk[],
  basis: AskBasis | null,
  decisions: Decisions,
  now: number,
): Promise<void> {
  const grants = [...new Map(asks.map((ask) => [ask.client.id, ask])).values()].flatMap((ask) => {
    const { client, by, byName } = ask;
    const decision = decisions.get(client.id);
    if (decision?.kind !== "grant") return [];
    const wave = basis?.askers.get(client.id)?.member?.wave ?? null;
    return [{ ...client, clientId: client.id, number: decision.number, wave, by, byName }];
  });
  if (!basis || basis.rolloutId === null || grants.length === 0) return;
  const { rolloutId, leaseMinutes } = basis;
  const slots = await insertSlots(tx, { applianceId, rolloutId, leaseMinutes }, grants, now);
  if (slots.length < grants.length) throw new Error(`appliance ${applianceId} vanished under its own lock`);
  for (const slot of slots) decisions.set(slot.clientId, { kind: "granted", slot });
}

/** Where a rollout has no waves, everybody is of the first. */
const withoutWaves: readonly number[] = [0];

/** Decides in the order of the queue. `asked`: the waves that who stands ahead was loaded of; `load` loads it of others. */
async function decide(
  clients: readonly SlotClient[],
  basis: AskBasis | null,
  load: (waves: readonly number[]) => Promise<AskBasis | null>,
  asked: readonly number[],
  now: number,
): Promise<Decisions> {
  const decisions: Decisions = new Map();
  const members: PlacedMember[] = [];
  for (const { id } of clients) {
    const { holds = null, member = null } = basis?.askers.get(id) ?? {};
    if (holds && holds.leaseUntil > now) decisions.set(id, { kind: "holds", slot: holds });
    else if (holds) decisions.set(id, { kind: "refused", refusal: leaseEnding });
    else if (member) members.push(member);
    else decisions.set(id, { kind: "refused", refusal: notInRollout(basis) });
  }
  if (!basis) return decisions;
  const waves = openWaves(basis.waves, now);
  const isFull = basis.heldNumbers.length >= (basis.cap ?? 0);
  const { ahead = [] } = isFull || isDeepStrictEqual(waves, asked) ? basis : ((await load(waves)) ?? {});
  members.sort(byPlace);
  const decided = decideAsks(basis, [...ahead, ...members].sort(byPlace), now);
  for (const [place, { clientId }] of members.entries()) {
    const decision = decided[place];
    if (decision?.kind === "refuse") decisions.set(clientId, { kind: "refused", refusal: decision.refusal });
    else if (decision) decisions.set(clientId, decision);
  }
  return decisions;
}

/** Somebody else is just ending its lease and has not committed: it holds this slot no more, and cannot hold another yet. */
const leaseEnding: Refusal = {
  code: "not_its_turn",
  because: "lease_ending",
  params: {},
  retryAfterSeconds: 5,
};

/** No rollout, or one that does not know the client (yet: it opens, or the client is registered only just). */
function notInRollout(basis: AskBasis | null): Refusal {
  const gate = basis && rolloutGate(basis);
  if (gate?.because === "opening") return gate;
  return { code: "no_open_rollout", because: "no_open_rollout", params: {}, retryAfterSeconds: null };
}

/** Ranks whoever could start but for others (a refusal for good needs no rank); the first of them are told to come back soon. */
async function rankRefused(
  db: Sql,
  applianceId: number,
  basis: AskBasis | null,
  decisions: Decisions,
  now: number,
): Promise<void> {
  if (!basis || basis.rolloutId === null) return;
  const ranked = new Map<number, { member: PlacedMember; refusal: Refusal }>();
  for (const [id, decision] of decisions) {
    const member = basis.askers.get(id)?.member;
    if (member && decision.kind === "refused" && isRanked(decision.refusal)) {
      ranked.set(id, { member, refusal: decision.refusal });
    }
  }
  if (ranked.size === 0) return;
  const places = [...ranked.values()].map(({ member }) => member);
  const rollout = { id: basis.rolloutId, applianceId };
  for (const clientId of await recordAsks(db, rollout, places, frontLength(basis.cap), now)) {
    const known = ranked.get(clientId);
    if (known) decisions.set(clientId, { kind: "refused", refusal: askSooner(known.refusal) });
  }
}

function first<T>(several: readonly T[]): T {
  return several[0] as T;
}

/** A client may ask twice at once. */
function distinctClients(asks: readonly ClientAsk[]): SlotClient[] {
  return [...new Map(asks.map(({ client }) => [client.id, client])).values()];
}
