/** What people do about an incident: take it on, put it off, take that back, say something. */
import { refuseUnless } from "@/lib/access/may";
import { acknowledge, type Incident, reopen, snooze } from "@/lib/core/alerts/step-incident";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import { cancelDeliveries } from "../deliveries/insert-deliveries";
import type { AcknowledgeInput, SnoozeInput } from "../schema";
import { asGoing, insertEvent, lockIncident, type NewEvent, updateIncident } from "./incident-store";

const hour = 3_600_000;
type Held = NonNullable<Awaited<ReturnType<typeof lockIncident>>>;

/** Holds it, changes it, and writes down who did what, in one transaction. */
async function change(
  ctx: Ctx,
  id: number,
  event: NewEvent,
  decide: (going: Incident, held: Held) => Incident,
  also: (tx: Tx) => Promise<unknown> = async () => undefined,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const held = await holdVisible(ctx, tx, id);
    if (held.status === "resolved") {
      throw conflict(
        "incident_resolved",
        "This incident is resolved already; there is nothing left to do about it.",
      );
    }
    const next = decide(asGoing(held), held);
    await updateIncident(tx, id, held.rev, next, held);
    await also(tx);
    await note(ctx, tx, held, event);
  });
}

async function holdVisible(ctx: Ctx, tx: Tx, id: number): Promise<Held> {
  const held = await lockIncident(tx, id);
  // What nobody has seen yet, nobody answers.
  if (!held || held.status === "pending") throw notFound("incident", id);
  refuseUnless(ctx, "incident.answer", held.applianceId);
  return held;
}

async function note(ctx: Ctx, tx: Tx, held: Held, event: NewEvent): Promise<void> {
  await insertEvent(tx, held, { ...event, by: ctx.actor.name }, ctx.now);
  await recordAudit(tx, ctx, {
    deed: `incident.${event.event}`,
    applianceId: held.applianceId,
    subjectType: "incident",
    subjectId: held.id,
    after: { rule: held.ruleName, ...(event.note === undefined ? {} : { note: event.note }), ...event.data },
  });
}

/**
 * Takes it on: what is on its way and not being sent yet is cancelled in the same transaction, and nothing more is said until the
 * acknowledgement runs out.
 * @throws AppError 403, 404, 409 `incident_resolved`
 */
export async function acknowledgeIncident(ctx: Ctx, id: number, input: AcknowledgeInput): Promise<void> {
  const event: NewEvent = { event: "acknowledged", data: {} };
  if (input.note !== undefined) event.note = input.note;
  await change(
    ctx,
    id,
    event,
    (going, held) => {
      const until = ctx.now + (input.hours ?? held.acknowledgeHours) * hour;
      event.data = { untilAt: until };
      return acknowledge(going, until);
    },
    async (tx) => {
      await tx.query(
        `UPDATE incident SET acknowledged_by = $2, acknowledged_by_type = $4, acknowledged_by_id = $5, acknowledged_at = to_timestamp($3)
          WHERE id = $1`,
        [id, ctx.actor.name, ctx.now / 1000, ctx.actor.type, ctx.actor.id],
      );
      await cancelDeliveries(tx, id, ctx.now);
    },
  );
}

/**
 * Puts it off until a time, until it grew, or until it got worse, whatever comes first.
 * @throws AppError 403, 404, 409 `incident_resolved`, 422 `snooze_over`
 */
export async function snoozeIncident(ctx: Ctx, id: number, input: SnoozeInput): Promise<void> {
  const until = input.until === undefined ? null : Date.parse(input.until);
  if (until !== null && until <= ctx.now) {
    throw unprocessable("snooze_over", "That time is over already. Give one that is still to come.");
  }
  const { growsBy = null, severityRises } = input;
  const event: NewEvent = { event: "snoozed", data: { untilAt: until, growsBy, severityRises } };
  if (input.note !== undefined) event.note = input.note;
  await change(
    ctx,
    id,
    event,
    (going) => snooze(going, { by: ctx.actor.name, at: ctx.now, until, growsBy, severityRises }),
    async (tx) => {
      await forgetAcknowledgement(tx, id);
      await cancelDeliveries(tx, id, ctx.now);
    },
  );
}

/** Takes an acknowledgement or a snooze back. @throws AppError 403, 404, 409 `incident_resolved` */
export async function reopenIncident(ctx: Ctx, id: number): Promise<void> {
  await change(ctx, id, { event: "reopened" }, reopen, (tx) => forgetAcknowledgement(tx, id));
}

/** Nobody holds it any more: a message must not say that somebody's acknowledgement ran out. */
async function forgetAcknowledgement(tx: Tx, id: number): Promise<void> {
  await tx.query(
    `UPDATE incident SET acknowledged_by = NULL, acknowledged_by_type = NULL, acknowledged_by_id = NULL, acknowledged_at = NULL
      WHERE id = $1`,
    [id],
  );
}

/** Says something about it, also once it is resolved. @throws AppError 403, 404 */
export async function commentOnIncident(ctx: Ctx, id: number, text: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const held = await holdVisible(ctx, tx, id);
    await note(ctx, tx, held, { event: "commented", note: text });
  });
}
