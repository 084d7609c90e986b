import { z } from "zod";
import { idParam, instantField } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { goalBecauses, goalVerdicts } from "@/lib/core/goal";
import { readGoal } from "@/lib/rollout/goal-queries";

export const GET = route(
  {
    operation: {
      id: "getRolloutGoal",
      summary: "Whether a rollout has come as far as somebody waits for",
      tag: "rollouts",
      description:
        "For pipelines: `met`, `not_yet`, or `cannot_be_met` where waiting does not help any more (its time has passed, the rollout is over, or even all who can still come by themselves are too few). Buttons and whoever is excluded do not count. `npm run -s wait-for` waits with an exit status.",
    },
    deed: "rollout.read",
    params: z.object({ id: idParam }),
    query: z.object({
      percent: z.coerce
        .number()
        .gt(0)
        .max(100)
        .meta({ description: "The share that has to have checked in." }),
      by: instantField.optional().meta({ description: "By when; absent: whenever." }),
    }),
    answers: {
      200: z.object({
        verdict: z.enum(goalVerdicts),
        because: z.enum(goalBecauses),
        percent: z.number().nullable().meta({
          description: "Truncated to two digits; 100 only when all have. Null: nobody is known yet.",
        }),
        needed: z.int(),
        of: z.int(),
        checkedIn: z.int(),
        canCome: z.int().meta({ description: "Can still come by themselves." }),
        byHand: z.int().meta({ description: "Come only when somebody goes there." }),
        sentence: z.string(),
      }),
    },
  },
  async ({ ctx, params: { id }, query: { percent, by } }) => ({
    status: 200,
    body: { ...(await readGoal(ctx, id, { percent, by: by ?? null })) },
  }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
