/** Upgrades that are announced: alerts about the appliance wait while one lasts, and afterwards somebody says what became of it. */
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import type { AnnounceWindowInput } from "../schema";

/** Longer than any upgrade, shorter than a holiday: alerts must not be forgotten. */
const longestHours = 48;

/** @throws AppError 403, 404, 409 `windows_overlap`, 422 `window_unclear` */
export async function announceWindow(
  ctx: Ctx,
  applianceId: number,
  input: AnnounceWindowInput,
): Promise<number> {
  refuseUnless(ctx, "window.announce", applianceId);
  const startsAt = Date.parse(input.startsAt);
  const endsAt = Date.parse(input.endsAt);
  if (endsAt <= startsAt) throw unprocessable("window_unclear", "It must end after it begins.");
  if (endsAt <= ctx.now) throw unprocessable("window_unclear", "That time is over already.");
  if (endsAt - startsAt > longestHours * 3_600_000) {
    throw unprocessable(
      "window_unclear",
      `It may last ${longestHours} hours at most: alerts about the appliance wait all that time.`,
    );
  }
  return inTransaction(ctx.db, async (tx) => {
    await loadAppliance(tx, applianceId);
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('upgrade window'), $1)", [applianceId]);
    await refuseOverlap(tx, applianceId, startsAt, endsAt);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO upgrade_window (appliance_id, starts_at, ends_at, version, note, announced_by, announced_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [
        applianceId,
        asTimestamp(startsAt),
        asTimestamp(endsAt),
        input.version ?? null,
        input.note ?? null,
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
    const id = rows[0]?.id ?? 0;
    await audit(ctx, tx, "announce", { id, applianceId }, input);
    return id;
  });
}

async function refuseOverlap(tx: Tx, applianceId: number, startsAt: number, endsAt: number): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    `SELECT id FROM upgrade_window WHERE appliance_id = $1 AND withdrawn_at IS NULL AND answer IS NULL
        AND starts_at < $3 AND ends_at > $2`,
    [applianceId, asTimestamp(startsAt), asTimestamp(endsAt)],
  );
  if (rows[0]) {
    throw conflict("windows_overlap", "An upgrade of this appliance is announced for that time already.", {
      windowId: rows[0].id,
    });
  }
}

/** Takes it back: alerts about the appliance are sent again. @throws AppError 403, 404, 409 `window_settled` */
export async function withdrawWindow(ctx: Ctx, id: number): Promise<void> {
  await settle(ctx, id, "withdraw", {}, (tx) =>
    tx.query("UPDATE upgrade_window SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1", [
      id,
      ctx.actor.name,
      asTimestamp(ctx.now),
    ]),
  );
}

/**
 * What became of it; also before its end, which ends it. That a release was installed is recorded as a release; this only says that nobody has to be
 * asked any more.
 * @throws AppError 403, 404, 409 `window_settled`, 422 `window_not_begun`
 */
export async function answerWindow(
  ctx: Ctx,
  id: number,
  answer: "installed" | "not_installed",
): Promise<void> {
  await settle(ctx, id, "answer", { answer }, async (tx, { startsAt }) => {
    if (startsAt > ctx.now) {
      throw unprocessable("window_not_begun", "It has not begun yet. Withdraw it if it does not take place.");
    }
    await tx.query(
      "UPDATE upgrade_window SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1",
      [id, answer, ctx.actor.name, asTimestamp(ctx.now)],
    );
  });
}

interface Held {
  id: number;
  applianceId: number;
  startsAt: number;
}

async function settle(
  ctx: Ctx,
  id: number,
  deed: string,
  after: object,
  write: (tx: Tx, held: Held) => Promise<unknown>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<Held & { settled: boolean }>(
      `SELECT id, appliance_id AS "applianceId", starts_at AS "startsAt",
              withdrawn_at IS NOT NULL OR answer IS NOT NULL AS settled FROM upgrade_window WHERE id = $1 FOR UPDATE`,
      [id],
    );
    const held = rows[0];
    if (!held) throw notFound("announced upgrade", id);
    refuseUnless(ctx, "window.announce", held.applianceId);
    if (held.settled) {
      throw conflict("window_settled", "This announced upgrade was withdrawn or answered already.");
    }
    await write(tx, held);
    await audit(ctx, tx, deed, held, after);
  });
}

function audit(
  ctx: Ctx,
  tx: Tx,
  deed: string,
  { id, applianceId }: Pick<Held, "id" | "applianceId">,
  after: object,
) {
  return recordAudit(tx, ctx, {
    deed: `window.${deed}`,
    applianceId,
    subjectType: "upgrade_window",
    subjectId: id,
    after,
  });
}
