import { z } from "zod";
import { instantAnswer, instantField, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { markLooked } from "@/lib/alerts/digest/digest-store";
import { readHandover } from "@/lib/alerts/digest/handover";
import { severities } from "@/lib/core/alerts/severity";
import { memberStates } from "@/lib/core/member";
import { movers } from "@/lib/core/movers";

const counts = z.object(Object.fromEntries(memberStates.map((state) => [state, z.int()])));

const byMover = z.object(Object.fromEntries(movers.map((mover) => [mover, z.int()])));

const incident = z.object({
  id: z.int(),
  rule: z.string(),
  severity: z.enum(severities),
  count: z.int(),
  status: z.string(),
  openedAt: instantAnswer,
  resolvedAt: instantAnswer.nullable(),
});

const handoverAnswer = z
  .object({
    since: instantAnswer,
    until: instantAnswer,
    isFirst: z.boolean().meta({ description: "Nothing was marked as read yet: `since` is 24 hours ago." }),
    text: z.string().meta({ description: "The same as lines of plain text." }),
    appliances: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        rollouts: z.array(
          z.object({
            id: z.int(),
            version: z.string(),
            status: z.string(),
            before: counts,
            now: counts,
            movers: byMover.meta({ description: "Who has the move now, of how many." }),
          }),
        ),
        releases: z.array(
          z.object({
            kind: z.string(),
            version: z.string(),
            recordedBy: z.string(),
            recordedAt: instantAnswer,
          }),
        ),
        imports: z.object({ done: z.int(), failed: z.int(), waiting: z.int() }),
        incidents: z.array(incident),
      }),
    ),
    incidents: z.array(incident).meta({ description: "About Rollcall itself." }),
  })
  .meta({ id: "Handover" });

export const GET = route(
  {
    operation: {
      id: "getHandover",
      summary: "What changed since one last marked it as read",
      tag: "people",
    },
    deed: "appliance.read",
    answers: { 200: handoverAnswer },
  },
  async ({ ctx }) => {
    const { since, until, isFirst, text, appliances, incidents } = await readHandover(ctx);
    const write = (each: (typeof incidents)[number]) => ({
      id: each.id,
      rule: each.rule,
      severity: each.severity,
      count: each.count,
      status: each.status,
      openedAt: writeInstant(each.openedAt),
      resolvedAt: writeInstant(each.resolvedAt),
    });
    return {
      status: 200,
      body: {
        since: writeInstant(since),
        until: writeInstant(until),
        isFirst,
        text,
        appliances: appliances.map(({ id, name, rollouts, releases, imports, incidents: own }) => ({
          id,
          name,
          rollouts: rollouts.map(({ id: rolloutId, version, status, before, now, movers: whose }) => ({
            id: rolloutId,
            version,
            status,
            before,
            now,
            movers: whose,
          })),
          releases: releases.map(({ kind, version, recordedBy, recordedAt }) => ({
            kind,
            version,
            recordedBy,
            recordedAt: writeInstant(recordedAt),
          })),
          imports: { done: imports.done, failed: imports.failed, waiting: imports.waiting },
          incidents: own.map(write),
        })),
        incidents: incidents.map(write),
      },
    };
  },
);

export const POST = route(
  {
    operation: {
      id: "markHandoverRead",
      summary: "Mark what changed until an instant as read",
      tag: "people",
    },
    deed: "appliance.read",
    body: z.strictObject({ until: instantField }),
    answers: { 204: null },
  },
  async ({ ctx, body }) => {
    await markLooked(ctx, body.until);
    return { status: 204 };
  },
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
