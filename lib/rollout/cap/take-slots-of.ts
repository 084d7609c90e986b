/** Slots that a technician takes for clients of the work list, and why one got none. */
import { type Refusal, rolloutGate, roomGate, roomOf, waveGate } from "@/lib/core/admission";
import type { ClientKind } from "@/lib/core/client";
import { databaseNow, type Tx } from "@/lib/platform/db";
import type { EndedSlot } from "./end-slots";
import { giveOut } from "./grant-queued";
import { type HeldSlot, loadGrantBasis } from "./slot-store";

/** Whose slots, and who takes them. */
interface HandfulAsked {
  applianceId: number;
  clientIds: readonly number[];
  leaseMinutes?: number | undefined;
  byName: string;
  /** `null`: no person. */
  byId: string | null;
}

/**
 * A technician takes slots for these clients of the work list, in the transaction that starts the work. Whoever gets none is told why.
 * The members are to be judged afterwards (`judgeGranted`, `afterSlotsEnded` of what had run out).
 */
export async function takeSlotsOf(
  tx: Tx,
  asked: HandfulAsked,
): Promise<{ slots: HeldSlot[]; refusals: Map<number, Refusal>; expired: EndedSlot[] }> {
  const { applianceId, clientIds, leaseMinutes, byName, byId } = asked;
  const { slots, refusal, expired } = await giveOut(
    tx,
    applianceId,
    { states: ["needs_redeployment"], groups: null, kinds: null, clientIds },
    { by: "batch", byName, byId, count: clientIds.length, leaseMinutes },
  );
  const given = new Set(slots.map(({ clientId }) => clientId));
  const left = clientIds.filter((id) => !given.has(id));
  const refusals = left.length === 0 ? new Map() : await refusalsOf(tx, applianceId, left, refusal);
  return { slots, refusals, expired };
}

/** Why each of these was given none: what stops everybody, its wave, or a cap that is used up by now. */
async function refusalsOf(
  tx: Tx,
  applianceId: number,
  clientIds: readonly number[],
  refusal: Refusal | null,
): Promise<Map<number, Refusal>> {
  const basis = await loadGrantBasis(tx, applianceId, null);
  const now = await databaseNow(tx);
  if (!basis) return new Map();
  const gate = rolloutGate(basis);
  const room = roomOf(basis);
  const { rows } = await tx.query<{
    id: number;
    group: string | null;
    kind: ClientKind;
    wave: number | null;
  }>(
    `SELECT c.id, c.group_name AS "group", c.kind, n.wave FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.id = ANY($1::int[])`,
    [clientIds],
  );
  return new Map(
    rows.flatMap((who) => {
      const why =
        gate ??
        waveGate(basis.waves, who.wave, now) ??
        roomGate(room, who, basis.cap) ??
        refusal ??
        stillHeldByOther;
      return [[who.id, why] as const];
    }),
  );
}

/** Nothing stops it but that its own slot of before has not ended yet. */
const stillHeldByOther: Refusal = {
  code: "not_its_turn",
  because: "lease_ending",
  params: {},
  retryAfterSeconds: 5,
};
