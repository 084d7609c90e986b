/** Sets where the heartbeat goes, and tries it out. */
import { z } from "zod";
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import { whyNotSent } from "@/lib/platform/outgoing";
import { addressField } from "../channels/common-fields";
import { removeSetting, sealSecrets, writeSetting } from "../setting-store";
import { findHeartbeat, type Heartbeat, heartbeatUrl } from "./heartbeat-store";
import { noteOutcome, ping } from "./ping-heartbeat";

export const heartbeatInput = z.strictObject({
  url: addressField.optional().meta({
    description:
      "Is asked with GET. Encrypted at rest and never shown again. Left out, the one that is there stays.",
  }),
  everyMinutes: z.int().min(1).max(1_440).default(5),
});
export type HeartbeatInput = z.output<typeof heartbeatInput>;

/** @throws AppError 403, 404 where none is set */
export async function readHeartbeat(ctx: Ctx): Promise<Heartbeat> {
  refuseUnless(ctx, "channel.manage", null);
  const found = await findHeartbeat(ctx.db);
  if (found === null) throw notFound("setting", "heartbeat");
  return found;
}

/** @throws AppError 403, 422 `url_missing`, `heartbeat_address_refused` */
export async function setHeartbeat(
  ctx: Ctx,
  { url: given, everyMinutes }: HeartbeatInput,
): Promise<Heartbeat> {
  refuseUnless(ctx, "channel.manage", null);
  const refusal = given === undefined ? null : await whyNotSent(given, { needsTls: true });
  if (refusal?.kind === "refused") throw unprocessable("heartbeat_address_refused", refusal.problem);
  const before = await findHeartbeat(ctx.db);
  const url = given ?? (await heartbeatUrl(ctx.db));
  if (url === null)
    throw unprocessable("url_missing", "There is no heartbeat yet: send its address as `url`.");
  const value = { place: new URL(url).host, everyMinutes };
  await inTransaction(ctx.db, async (tx) => {
    await writeSetting(
      tx,
      "heartbeat",
      { value, secrets: sealSecrets({ url }) },
      { by: ctx.actor.name, now: ctx.now },
    );
    if (given !== undefined) await removeSetting(tx, "heartbeat_state");
    await recordAudit(tx, ctx, {
      deed: "setting.change",
      applianceId: null,
      subjectType: "setting",
      subjectId: "heartbeat",
      before: before && { place: before.place, everyMinutes: before.everyMinutes },
      after: { ...value, ...(given === undefined ? {} : { newSecret: true }) },
    });
  });
  return readHeartbeat(ctx);
}

/** @throws AppError 403, 404 */
export async function removeHeartbeat(ctx: Ctx): Promise<void> {
  const { place, everyMinutes } = await readHeartbeat(ctx);
  await inTransaction(ctx.db, async (tx) => {
    await removeSetting(tx, "heartbeat");
    await removeSetting(tx, "heartbeat_state");
    await recordAudit(tx, ctx, {
      deed: "setting.remove",
      applianceId: null,
      subjectType: "setting",
      subjectId: "heartbeat",
      before: { place, everyMinutes },
    });
  });
}

/** Sends one now, whatever the sweeps do. @throws AppError 403, 404 */
export async function testHeartbeat(ctx: Ctx): Promise<{ ok: boolean; answer: string | null }> {
  await readHeartbeat(ctx);
  const problem = await ping(ctx.db);
  await noteOutcome(ctx.db, problem);
  return { ok: problem === null, answer: problem };
}
