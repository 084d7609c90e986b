import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { rolloutAnswer } from "@/lib/rollout/overview/answer-queries";
import { changeRolloutInput } from "@/lib/rollout/schema";
import { rolloutSchema } from "../rollout-answer";

const params = z.object({ id: idParam });

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
    answers: { 200: rolloutSchema },
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
    answers: { 200: rolloutSchema },
    problems: { 409: "`superseded`, `closed`, `cap_missing`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await changeRollout(ctx, id, body);
    return { status: 200, body: { ...(await rolloutAnswer(ctx, id)) } };
  },
);

export const { POST, PUT, DELETE } = otherMethods("GET", "PATCH");
