/** A client asks for a slot, over our own API or FleetLock. Looked at without the lock, decided under it. */
import { isDeepStrictEqual } from "node:util";
import { refuseUnless } from "@/lib/access/may";
import {
  askSooner,
  decideAsk,
  frontLength,
  isRanked,
  openWaves,
  type Refusal,
  rolloutGate,
} from "@/lib/core/admission";
import { type ClientKind, normaliseHost } from "@/lib/core/client";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, offsetNow, prepared, type Sql, type Tx } from "@/lib/platform/db";
import { AppError, conflict } from "@/lib/platform/errors";
import { type EndedSlot, endExpiredAndLoad } from "./end-slots";
import { judgeSlotMember } from "./judge-slot";
import { afterSlotsEnded, judgeSlotMembers } from "./judge-slots";
import { explainRefusal } from "./refusal-words";
import {
  type AskBasis,
  type AskedBy,
  type HeldSlot,
  insertSlots,
  loadAskBasis,
  makeDurable,
  type PlacedMember,
  recordAsk,
  type SlotClient,
  slotLock,
} from "./slot-store";

/** Which client: by its id, or by the host it runs on and, where a host has several, its kind. */
export interface SlotAsk {
  applianceId: number;
  clientId?: number | undefined;
  hostname?: string | undefined;
  kind?: ClientKind | undefined;
}

/** `fresh: false`: it held the slot already. A refusal says when to ask again (`null`: asking again is of no use). */
export type AskOutcome =
  | { kind: "granted"; fresh: boolean; slot: HeldSlot }
  | {
      kind: "refused";
      status: 423 | 409;
      code: Refusal["code"];
      detail: string;
      retryAfterSeconds: number | null;
      params: Refusal["params"];
    };

const finalCodes: readonly Refusal["code"][] = [
  "already_checked_in",
  "no_open_rollout",
  "excluded",
  "attempts_exhausted",
];

/** @throws AppError 403, 404 (no such client), 409 `several_clients` (name the kind) */
export async function askSlot(
  ctx: Ctx,
  ask: SlotAsk,
  via: Extract<AskedBy, "api" | "fleetlock">,
): Promise<AskOutcome> {
  refuseUnless(ctx, "slot.use", ask.applianceId);
  const client = await findSlotClient(ctx.db, ask, via === "fleetlock" ? "jump_client" : null);
  const seen = await loadAskBasis(ctx.db, client, ctx.now, withoutWaves, ctx.now);
  if (seen?.holds && seen.holds.leaseUntil > ctx.now) return tellHolder(ctx.db, seen.holds, ctx.now);
  const look = await consider(ctx.db, client, seen, withoutWaves, ctx.now);
  if (look.kind === "refuse") return refuse(ctx.db, client, look, ctx.now);
  const { outcome, expired } = await inTransaction(
    ctx.db,
    (tx, [clock]) => grantUnderLock(tx, ctx, client, via, clock?.now, openWaves(seen?.waves ?? [], ctx.now)),
    slotLock(client.applianceId),
  );
  if (outcome.kind === "granted" && outcome.fresh) await settleGrant(ctx, client, outcome.slot);
  if (expired.length > 0) await afterSlotsEnded(ctx, expired);
  return outcome;
}

/** Where a rollout has no waves, everybody is of the first. */
const withoutWaves: readonly number[] = [0];

/** Judges the member, and so waits until the slot is on the disk. */
async function settleGrant(
  ctx: Ctx,
  { applianceId, id: clientId }: SlotClient,
  slot: HeldSlot,
): Promise<void> {
  const { rolloutId } = slot;
  if (await judgeSlotMember(ctx, { applianceId, rolloutId, clientId })) return;
  await judgeSlotMembers(ctx, rolloutId, [clientId]);
  await makeDurable(ctx.db);
}

async function grantUnderLock(
  tx: Tx,
  ctx: Ctx,
  client: SlotClient,
  via: AskedBy,
  clock: unknown,
  waves: readonly number[],
): Promise<{ outcome: AskOutcome; expired: EndedSlot[] }> {
  if (typeof clock !== "number") throw noSuchClient({ applianceId: client.applianceId, clientId: client.id });
  const now = offsetNow(clock);
  const { basis, expired } = await endExpiredAndLoad(tx, client.applianceId, now, () =>
    loadAskBasis(tx, client, null, waves, now),
  );
  return { outcome: await grantOrRefuse(tx, ctx, client, basis, via, waves, now), expired };
}

async function grantOrRefuse(
  tx: Tx,
  ctx: Ctx,
  client: SlotClient,
  basis: AskBasis | null,
  via: AskedBy,
  waves: readonly number[],
  now: number,
): Promise<AskOutcome> {
  const held = basis?.holds;
  if (held && held.leaseUntil > now) return tellHolder(tx, held, now);
  // Somebody else is just ending it and has not committed: it holds this one no more, and cannot hold another yet.
  if (held) return refuse(tx, client, { refusal: leaseEnding, basis: null }, now);
  const decision = await consider(tx, client, basis, waves, now);
  if (decision.kind === "refuse") return refuse(tx, client, decision, now);
  const [slot] = await insertSlots(
    tx,
    decision.basis,
    [{ clientId: client.id, number: decision.number, ...client, wave: decision.member.wave }],
    { by: via, byName: ctx.actor.name },
    now,
  );
  if (!slot) throw new Error(`appliance ${client.applianceId} vanished under its own lock`);
  return { kind: "granted", fresh: true, slot };
}

/** A slot that was granted so long ago is on the disk, whatever its COMMIT waited for. */
const onDiskAfterMs = 10_000;

/** A pushed slot counts as delivered once its client knows of it, whatever becomes of the webhook. */
async function tellHolder(db: Sql, slot: HeldSlot, now: number): Promise<AskOutcome> {
  if (now - slot.grantedAt < onDiskAfterMs) await makeDurable(db);
  if (slot.askedBy === "push") {
    await db.query(
      "UPDATE slot SET delivered_at = $2 WHERE id = $1 AND delivered_at IS NULL AND ended_at IS NULL",
      [slot.id, asTimestamp(now)],
    );
  }
  return { kind: "granted", fresh: false, slot };
}

type Decision =
  | {
      kind: "grant";
      number: number;
      member: PlacedMember;
      basis: { applianceId: number; rolloutId: number; leaseMinutes: number };
    }
  | { kind: "refuse"; refusal: Refusal; basis: AskBasis | null };

/** `asked`: the waves that who stands ahead was loaded of. */
async function consider(
  db: Sql,
  client: SlotClient,
  basis: AskBasis | null,
  asked: readonly number[],
  now: number,
): Promise<Decision> {
  if (!basis?.member || basis.rolloutId === null) {
    return { kind: "refuse", refusal: notInRollout(basis), basis: null };
  }
  const { rolloutId, member, leaseMinutes } = basis;
  const waves = openWaves(basis.waves, now);
  const ahead = isDeepStrictEqual(waves, asked)
    ? basis.ahead
    : ((await loadAskBasis(db, client, null, waves, now))?.ahead ?? []);
  const decision = decideAsk(basis, member, ahead, now);
  if (decision.kind === "refuse") return { ...decision, basis };
  return { ...decision, member, basis: { applianceId: client.applianceId, rolloutId, leaseMinutes } };
}

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

/** Only who could start but for others is ranked: a refusal for good needs no rank. */
async function refuse(
  db: Sql,
  client: SlotClient,
  { refusal, basis }: { refusal: Refusal; basis: AskBasis | null },
  now: number,
): Promise<AskOutcome> {
  let told = refusal;
  if (basis?.member && basis.rolloutId !== null && isRanked(refusal)) {
    const { rolloutId, member, cap } = basis;
    const ahead = await recordAsk(db, rolloutId, client, member, frontLength(cap), now);
    told = askSooner(refusal, ahead, cap);
  }
  return {
    kind: "refused",
    status: finalCodes.includes(told.code) ? 409 : 423,
    code: told.code,
    detail: explainRefusal(told),
    retryAfterSeconds: told.retryAfterSeconds,
    params: told.params,
  };
}

interface ClientRow extends SlotClient {
  hostKey: string;
}

/**
 * The client an ask means: of those on the host the only one, the one of `kind`, or the one of `preferred`. A short
 * name means the FQDN that it is the only one to fit; a merged client the one that it was merged into.
 */
export async function findSlotClient(
  db: Sql,
  ask: SlotAsk,
  preferred: ClientKind | null,
): Promise<SlotClient> {
  const host = ask.hostname === undefined ? null : normaliseHost(ask.hostname);
  const { rows } = await db.query<ClientRow>(
    prepared(`SELECT c.id, c.appliance_id AS "applianceId", c.kind, c.group_name AS "group", named.host_key AS "hostKey"
       FROM client named JOIN client c ON c.id = COALESCE(named.merged_into_id, named.id)
       JOIN client_now n ON n.client_id = c.id
      WHERE named.appliance_id = $1 AND n.stands AND ($2::text IS NULL OR c.kind = $2)
        AND ${host === null ? "named.id = $3" : "c.survivor_id IS NULL AND (named.host_key = $3 OR named.short_host = $3)"}`),
    [ask.applianceId, ask.kind ?? null, host ?? ask.clientId],
  );
  const exact = host === null ? rows : rows.filter(({ hostKey }) => hostKey === host);
  const fitting = [...new Map((exact.length > 0 ? exact : rows).map((row) => [row.id, row])).values()];
  const ofPreferred = fitting.filter(({ kind }) => kind === preferred);
  const [client, another] = fitting.length > 1 && ofPreferred.length > 0 ? ofPreferred : fitting;
  if (!client) throw noSuchClient(ask);
  if (another) {
    throw conflict(
      "several_clients",
      `Several clients of this appliance run on ${ask.hostname}. Name the kind as well, or the client's id.`,
      { clientIds: fitting.map(({ id }) => id).slice(0, 20) },
    );
  }
  return { id: client.id, applianceId: client.applianceId, kind: client.kind, group: client.group };
}

function noSuchClient(ask: SlotAsk): AppError {
  const what = ask.hostname === undefined ? `client ${ask.clientId}` : `client on ${ask.hostname}`;
  const kind = ask.kind ? ` of kind ${ask.kind}` : "";
  return new AppError(
    404,
    "not_found",
    `This appliance has no ${what}${kind}. Import an export that lists it, or register it first.`,
  );
}
