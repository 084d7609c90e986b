/** A rollout as the API answers it: the schema of the document and of every check. */
import { z } from "zod";
import { instantAnswer } from "@/app/_web/params";
import { memberStates } from "@/lib/core/member";
import { movers } from "@/lib/core/movers";
import { rolloutStatuses } from "@/lib/rollout/overview/answer-queries";
import { haltRuleInput, waveInput } from "@/lib/rollout/schema";

export const rolloutSchema = z.looseObject({
  id: z.int(),
  applianceId: z.int(),
  status: z.enum(rolloutStatuses),
  release: z.object({
    id: z.int(),
    kind: z.literal("site"),
    name: z.string(),
    version: z.string(),
    installedAt: instantAnswer,
  }),
  mode: z.enum(["observe", "control"]),
  cap: z.int().nullable(),
  held: z.boolean(),
  heldReason: z.string().nullable(),
  halt: z
    .object({
      code: z.enum(["canary_failed", "too_many_failures", "silent_together", "drained"]),
      sentence: z.string(),
    })
    .nullable()
    .meta({ description: "Why Rollcall itself holds it; a person resumes it with `held: false`." }),
  haltRule: haltRuleInput,
  draining: z.boolean(),
  waves: z.array(
    z.object({
      ...waveInput.shape,
      position: z.int(),
      startsAt: instantAnswer.nullable(),
      afterSharePercent: z.int().nullable(),
      memberLimit: z.int().nullable(),
      openedAt: instantAnswer.nullable(),
    }),
  ),
  cohort: z.int().meta({ description: "Clients the rollout is about." }),
  late: z.int().meta({ description: "Members that arrived after the cohort was frozen." }),
  left: z
    .int()
    .meta({ description: "Members absent from two complete snapshots in a row; they stay in the counts." }),
  counts: z.record(z.enum(memberStates), z.int()).meta({ description: "Sums to cohort + late." }),
  movers: z.record(z.enum(movers), z.int()).meta({
    description: "The same members by whose move it is; `nobody`: time's, or nothing is to be done.",
  }),
});
