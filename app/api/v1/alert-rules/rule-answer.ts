/** An alert rule as the API shows it: what it takes, and who made it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import type { AlertRule } from "@/lib/alerts/rules/rule-store";
import { ruleCondition, ruleScope, speakingHours } from "@/lib/alerts/schema";
import { severities } from "@/lib/core/alerts/severity";

export const ruleAnswer = z.looseObject({
  id: z.int(),
  name: z.string(),
  builtIn: z.string().nullable().meta({ description: "The code of a rule that Rollcall came with." }),
  when: ruleCondition,
  scope: ruleScope,
  severity: z.enum(severities),
  channelIds: z.array(z.int()).nullable().meta({ description: "Null: the default channels." }),
  holdMinutes: z.int(),
  firstWaitSeconds: z.int(),
  everyMinutes: z.int(),
  growPercent: z.int(),
  repeatMinutes: z.int(),
  acknowledgeHours: z.int(),
  escalation: z.object({ afterMinutes: z.int(), channelIds: z.array(z.int()) }).nullable(),
  hours: speakingHours.nullable(),
  enabled: z.boolean(),
  createdBy: z.string(),
  createdAt: instantAnswer,
  changedBy: z.string(),
  changedAt: instantAnswer,
});

export function writeRule({ timing, createdAt, changedAt, when, scope, ...rule }: AlertRule) {
  const { escalateAfterMinutes, hours: spoken, ...times } = timing;
  return {
    ...rule,
    when: when as z.input<typeof ruleCondition>,
    scope: {
      ...scope,
      ...(scope.applianceIds?.length === 1 && { applianceId: scope.applianceIds[0] }),
    } as z.input<typeof ruleScope>,
    ...times,
    hours: spoken as z.input<typeof speakingHours> | null,
    createdAt: writeInstant(createdAt),
    changedAt: writeInstant(changedAt),
  };
}
