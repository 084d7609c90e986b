import { z } from "zod";
import { idParam, instantAnswer } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { memberStates } from "@/lib/core/member";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { rolloutAnswer } from "@/lib/rollout/queries";
import { changeRolloutInput } from "@/lib/rollout/schema";

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
      summary: "Change the mode, hold or resume, close or reopen",
      tag: "rollouts",
      description:
        "`closed: {reason}` closes, `closed: null` takes that back. `control` needs the appliance's cap.",
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
