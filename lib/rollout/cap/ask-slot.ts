/** A client asks for a slot, over our own API or FleetLock. Looked at without the lock, decided under it. */
import { refuseUnless } from "@/lib/access/may";
import type { Refusal } from "@/lib/core/admission";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { afterSlotsEnded } from "./after-slots-ended";
import { type AskAnswer, type ClientAsk, grantAsk, lookAtAsk } from "./decide-asks";
import { judgeSlotMember } from "./judge-slot";
import { explainRefusal } from "./refusal-words";
import { findSlotClient, type SlotAsk } from "./slot-client";
import { type AskedBy, type HeldSlot, makeDurable } from "./slot-store";

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
  const asked: ClientAsk = { ctx, client, by: via, byName: ctx.actor.name };
  const seen = await lookAtAsk(client.applianceId, asked);
  if ("kind" in seen) return tell(ctx, seen);
  const { answer, expired } = await grantAsk(client.applianceId, { ...asked, ...seen });
  if (answer.kind === "granted") {
    const { applianceId, rolloutId, clientId } = answer.slot;
    // Who is told of a slot has it for good: its commit has not waited for the disk, but judging does.
    if (!(await judgeSlotMember(rolloutId, { ctx, applianceId, clientId }))) await makeDurable(ctx.db);
  }
  if (expired.length > 0) await afterSlotsEnded(ctx, expired);
  return tell(ctx, answer);
}

async function tell(ctx: Ctx, answer: AskAnswer): Promise<AskOutcome> {
  if (answer.kind !== "refused") {
    if (answer.kind === "holds") await tellHolder(ctx.db, answer.slot, ctx.now);
    return { kind: "granted", fresh: answer.kind === "granted", slot: answer.slot };
  }
  const { code, retryAfterSeconds, params } = answer.refusal;
  return {
    kind: "refused",
    status: finalCodes.includes(code) ? 409 : 423,
    code,
    detail: explainRefusal(answer.refusal),
    retryAfterSeconds,
    params,
  };
}

/** A slot that was granted so long ago is on the disk, whatever its COMMIT waited for. */
const onDiskAfterMs = 10_000;

/** A pushed slot counts as delivered once its client knows of it, whatever becomes of the webhook. */
async function tellHolder(db: Sql, slot: HeldSlot, now: number): Promise<void> {
  if (now - slot.grantedAt < onDiskAfterMs) await makeDurable(db);
  if (slot.askedBy === "push") {
    await db.query(
      "UPDATE slot SET delivered_at = $2 WHERE id = $1 AND delivered_at IS NULL AND ended_at IS NULL",
      [slot.id, asTimestamp(now)],
    );
  }
}
