/** The shapes that the doors of alert rules, incidents and announced upgrades take. */
import { z } from "zod";
import { divisions, type RuleScope, ruleKinds } from "@/lib/core/alerts/rule";
import { severities } from "@/lib/core/alerts/severity";
import { clientKinds } from "@/lib/core/client";
import { movers } from "@/lib/core/movers";
import { timeZone } from "@/lib/fleet/schema";

const text = (max: number) => z.string().trim().min(1).max(max);
const id = z.int().positive().max(2_147_483_647);
const minutesUpTo = (days: number) =>
  z
    .int()
    .min(0)
    .max(days * 24 * 60);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time of day, as 08:30.");
const day = z.iso.date();

const threshold = {
  minCount: z.int().min(1).max(100_000_000).optional(),
  minPercent: z.int().min(1).max(100).optional().meta({
    description: "Of the members in scope that are not excluded.",
  }),
};

export const ruleCondition = z.strictObject({
  kind: z.enum(ruleKinds),
  ...threshold,
  afterMinutes: minutesUpTo(400).optional().meta({
    description:
      "About members: since the installation. no_progress: since the last check-in. Others: how long it is so already.",
  }),
  per: z.enum(divisions).optional().meta({
    description: "An incident for all members in scope together, or one for each group or kind.",
  }),
  critical: z.strictObject(threshold).optional().meta({ description: "From which on it is critical." }),
});

const scopeFields = {
  groups: z.array(z.string().max(500)).min(1).max(500).optional(),
  kinds: z.array(z.enum(clientKinds)).min(1).optional(),
  movers: z.array(z.enum(movers)).min(1).optional(),
  tags: z.array(text(100)).min(1).max(100).optional(),
};
const applianceIds = z.array(id).min(1).max(1_000);

/** As it is answered. */
export const ruleScope = z.strictObject({
  applianceIds: applianceIds.optional().meta({ description: "Left out: all appliances." }),
  applianceId: id.optional().meta({ description: "Where it names one appliance: that one." }),
  ...scopeFields,
});

/** As it is taken. */
export const ruleScopeInput = z
  .strictObject({
    applianceIds: applianceIds.nullish().meta({ description: "Null or left out: all appliances." }),
    applianceId: id.optional().meta({ description: "One appliance: the same as a list of one." }),
    ...scopeFields,
  })
  .refine(
    ({ applianceId: one, applianceIds: all }) =>
      one === undefined || all === undefined || all?.every((each) => each === one),
    { message: "Say applianceIds or applianceId, or the same with both.", path: ["applianceId"] },
  )
  .transform(({ applianceId, applianceIds, ...scope }): RuleScope => {
    const ids = applianceIds ?? (applianceId === undefined ? null : [applianceId]);
    return { ...scope, ...(ids ? { applianceIds: [...new Set(ids)].sort((a, b) => a - b) } : {}) };
  });

export const speakingHours = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).meta({ description: "1 is Monday." }),
  from: clock,
  to: clock,
  timeZone,
  holidays: z.array(day).max(400).default([]),
  anyTimeFrom: z.enum(severities).nullable().default(null).meta({
    description: "Incidents at least this bad are spoken of at any time.",
  }),
});

const ruleFields = {
  name: text(200),
  when: ruleCondition,
  scope: ruleScopeInput,
  severity: z.enum(severities),
  channelIds: z.array(id).max(50).nullable().meta({ description: "Null: the default channels." }),
  holdMinutes: minutesUpTo(60).meta({ description: "How long it must be so before there is an incident." }),
  firstWaitSeconds: z.int().min(0).max(86_400),
  everyMinutes: minutesUpTo(60).min(1),
  growPercent: z.int().min(0).max(1_000),
  repeatMinutes: minutesUpTo(400).min(1),
  acknowledgeHours: z
    .int()
    .min(1)
    .max(24 * 90),
  escalation: z
    .strictObject({ afterMinutes: minutesUpTo(60).min(1), channelIds: z.array(id).min(1).max(50) })
    .nullable(),
  hours: speakingHours.nullable(),
  enabled: z.boolean(),
};

export const createRuleInput = z.strictObject({
  ...ruleFields,
  scope: ruleScopeInput.default({}),
  channelIds: ruleFields.channelIds.optional(),
  holdMinutes: ruleFields.holdMinutes.optional(),
  firstWaitSeconds: ruleFields.firstWaitSeconds.optional(),
  everyMinutes: ruleFields.everyMinutes.optional(),
  growPercent: ruleFields.growPercent.optional(),
  repeatMinutes: ruleFields.repeatMinutes.optional(),
  acknowledgeHours: ruleFields.acknowledgeHours.optional(),
  escalation: ruleFields.escalation.optional(),
  hours: ruleFields.hours.optional(),
  enabled: ruleFields.enabled.optional(),
});
export type CreateRuleInput = z.output<typeof createRuleInput>;

export const changeRuleInput = z.strictObject(ruleFields).partial();
export type ChangeRuleInput = z.output<typeof changeRuleInput>;

const instant = z.iso.datetime({ offset: true });

export const acknowledgeInput = z.strictObject({
  hours: z
    .int()
    .min(1)
    .max(24 * 90)
    .optional()
    .meta({ description: "Default: what the rule says." }),
  note: text(2_000).optional(),
});
export type AcknowledgeInput = z.output<typeof acknowledgeInput>;

export const snoozeInput = z
  .strictObject({
    until: instant.optional(),
    growsBy: z.int().min(1).max(100_000_000).optional().meta({ description: "Until so many more than now." }),
    severityRises: z.boolean().default(true).meta({ description: "Until it gets worse." }),
    note: text(2_000).optional(),
  })
  .refine(({ until, growsBy }) => until !== undefined || growsBy !== undefined, {
    message: "Say until when, or until how many more.",
  });
export type SnoozeInput = z.output<typeof snoozeInput>;

export const commentInput = z.strictObject({ note: text(4_000) });

export const announceWindowInput = z.strictObject({
  startsAt: instant,
  endsAt: instant,
  version: text(100).optional(),
  note: text(2_000).optional(),
});
export type AnnounceWindowInput = z.output<typeof announceWindowInput>;

export const answerWindowInput = z.strictObject({ answer: z.enum(["installed", "not_installed"]) });
