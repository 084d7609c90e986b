import { z } from "zod";
import { idParam, instantAnswer } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { memberStates } from "@/lib/core/member";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { rolloutAnswer } from "@/lib/rollout/queries";
import { changeRolloutInput, haltRuleInput, waveInput } from "@/lib/rollout/schema";

const params = z.object({ id: idParam });

const answer = z.looseObject({
  id: z.int(),
  applianceId: z.int(),
  status: z.enum(["opening", "open", "held", "superseded", "closed"]),
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
});

export const GET = route(
  {
    operation: {
      id: "getRollout",
      summary: "Where a rollout stands",
      tag: "rollouts",
      description: "Consistent once `status` is not `opening`.",
    },
    deed: "rollout.read",
    params,
    answers: { 200: answer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: { ...(await rolloutAnswer(ctx, id)) } }),
);

export const PATCH = route(
  {
    operation: {
      id: "changeRollout",
      summary: "Change the mode or the plan, hold or resume, drain, close or reopen",
      tag: "rollouts",
      description:
        "`closed: {reason}` closes, `closed: null` takes that back. `control` needs the appliance's cap. `waves` replaces the plan; members that fit no wave come last.",
    },
    deed: "rollout.change",
    params,
    body: changeRolloutInput,
    answers: { 200: answer },
    problems: { 409: "`superseded`, `closed`, `cap_missing`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await changeRollout(ctx, id, body);
    return { status: 200, body: { ...(await rolloutAnswer(ctx, id)) } };
  },
);

export const { POST, PUT, DELETE } = otherMethods("GET", "PATCH");
