/** Writes what became of an incident, its time line and what is said of it in one transaction. */
import { isDeepStrictEqual } from "node:util";
import type { Step } from "@/lib/core/alerts/step-incident";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import type { Condition } from "../conditions/condition";
import { cancelDeliveries, insertDeliveries } from "../deliveries/insert-deliveries";
import type { AlertRule } from "../rules/rule-store";
import { channelsFor } from "./channels-for";
import {
  asGoing,
  forgetIncident,
  insertEvent,
  insertIncident,
  resolveIncident,
  type StoredIncident,
  updateIncident,
} from "./incident-store";

/** False: nothing changed, or somebody else was faster; the next look sees what became of it. */
export async function commitStep(
  ctx: Ctx,
  rule: AlertRule,
  incident: StoredIncident | null,
  condition: Condition | null,
  step: Step,
): Promise<boolean> {
  if (isUnchanged(incident, condition, step)) return false;
  return inTransaction(ctx.db, async (tx) => {
    const id = await write(tx, ctx.now, rule, incident, condition, step);
    if (id === null) return false;
    const { count, severity } = step.next ?? incident ?? { count: 0, severity: rule.severity };
    const eventIds = new Map<string, number>();
    for (const event of step.events) {
      eventIds.set(event, await insertEvent(tx, { id, count, severity }, { event }, ctx.now));
    }
    if (step.end === "resolved") await cancelDeliveries(tx, id, ctx.now);
    for (const { what, notBefore } of step.say) {
      await insertDeliveries(tx, {
        incidentId: id,
        eventId: eventIds.get(what === "opened" ? "told" : what) ?? null,
        message: what,
        channelIds: await channelsFor(tx, rule, id, what, condition ?? incident),
        nextAt: notBefore,
        now: ctx.now,
      });
    }
    return true;
  });
}

async function write(
  tx: Tx,
  now: number,
  rule: AlertRule,
  incident: StoredIncident | null,
  condition: Condition | null,
  { next, end }: Step,
): Promise<number | null> {
  if (incident === null) {
    if (next === null || condition === null) return null;
    return insertIncident(tx, { ...condition, ruleId: rule.id }, next);
  }
  const { id, rev } = incident;
  if (next !== null) return (await updateIncident(tx, id, rev, next, condition ?? incident)) ? id : null;
  if (end === "resolved") return (await resolveIncident(tx, id, rev, "cleared", now)) ? id : null;
  await forgetIncident(tx, id, rev);
  return null;
}

function isUnchanged(incident: StoredIncident | null, condition: Condition | null, step: Step): boolean {
  if (incident === null) return step.next === null;
  if (step.next === null || step.events.length > 0 || incident.inhibitedBy !== null) return false;
  if (!isDeepStrictEqual(asGoing(incident), step.next)) return false;
  return (
    condition === null ||
    (condition.rolloutId === incident.rolloutId && isDeepStrictEqual(condition.facts, incident.facts))
  );
}
