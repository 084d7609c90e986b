/** GET /api/v1/rollouts/{id}/slots-over-time: slots in use on the rollout's appliance, in equal stretches of time. */
import { z } from "zod";
import { idParam, instantAnswer, instantField, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { AppError } from "@/lib/platform/errors";
import { controlHead } from "@/lib/rollout/cap/control-queries";
import { slotsOverTime } from "@/lib/rollout/cap/slot-queries";

const bucketsMost = 1_000;

export const GET = route(
  {
    operation: {
      id: "listSlotsOverTime",
      summary: "Slots in use over time, against the cap",
      tag: "slots",
      description:
        "Slots of the rollout's appliance, whichever rollout they are of, for the cap is the appliance's. `to` is now and `from` 24 hours before it unless given.",
    },
    deed: "rollout.read",
    params: z.object({ id: idParam }),
    query: z.object({
      from: instantField.optional(),
      to: instantField.optional(),
      buckets: z.coerce.number().int().min(1).max(bucketsMost).default(96),
    }),
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            from: instantAnswer,
            to: instantAnswer,
            held: z.int().nullable().meta({ description: "At the end of the stretch; null: still to come." }),
            peak: z.int().nullable().meta({ description: "The most at once within it." }),
            cap: z.int().nullable().meta({ description: "At the end of the stretch." }),
            capKnown: z.boolean().meta({ description: "False before the first recorded change of the cap." }),
          }),
        ),
      }),
    },
  },
  async ({ ctx, params: { id }, query }) => {
    const { applianceId } = await controlHead(ctx, id);
    const to = query.to ?? ctx.now;
    const from = query.from ?? to - 86_400_000;
    if (from >= to) {
      throw new AppError(
        400,
        "invalid_request",
        "`from` must lie before `to`. Give an earlier `from` or a later `to`.",
      );
    }
    const buckets = await slotsOverTime(ctx.db, applianceId, from, to, query.buckets);
    return {
      status: 200,
      body: {
        items: buckets.map(({ fromAt, untilAt, ...bucket }) => ({
          from: writeInstant(fromAt),
          to: writeInstant(untilAt),
          ...bucket,
        })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
