/** GET /api/v1/rollouts/{id}/queue: who is next for a slot, and what stops whom. */
import { z } from "zod";
import { pageLimitMax } from "@/app/_web/pagination";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { clientKinds } from "@/lib/core/client";
import { controlHead } from "@/lib/rollout/cap/control-queries";
import { type QueuedClient, queueNext } from "@/lib/rollout/cap/queue-queries";
import { explainRefusal } from "@/lib/rollout/cap/refusal-words";

const why = z
  .object({ code: z.string(), because: z.string(), sentence: z.string() })
  .nullable()
  .meta({ description: "What stops it; null: nothing does." });

export const GET = route(
  {
    operation: {
      id: "getQueue",
      summary: "Who is next for a slot, and what stops whom",
      tag: "slots",
      description:
        "The first `limit` clients in the order in which slots are given out: wave, priority, then a stable hash interleaved by group. `why.code` is what an ask would be refused with.",
    },
    deed: "rollout.read",
    params: z.object({ id: idParam }),
    query: z.object({ limit: z.coerce.number().int().min(1).max(pageLimitMax).default(50) }),
    answers: {
      200: z.object({
        why,
        queued: z.int(),
        free: z.int().meta({ description: "Slots that could be given out now." }),
        pushes: z.boolean().meta({ description: "Slots are given unasked, by the push webhook." }),
        items: z.array(
          z.object({
            clientId: z.int(),
            name: z.string(),
            hostname: z.string().nullable(),
            kind: z.enum(clientKinds),
            group: z.string().nullable(),
            wave: z.int().nullable(),
            priority: z.int(),
            failedAttempts: z.int(),
            askedAt: instantAnswer
              .nullable()
              .meta({ description: "When it asked, within the last 10 minutes." }),
            why,
          }),
        ),
        waves: z.array(
          z.object({
            position: z.int(),
            name: z.string().nullable().meta({ description: "Null: everybody who fits no other wave." }),
            standing: z.enum(["open", "closed", "outside_window"]),
            members: z.int(),
            checkedIn: z.int(),
            excluded: z.int(),
            queued: z.int(),
            holding: z.int(),
            windowUntil: instantAnswer.nullable(),
            why,
          }),
        ),
        unplaced: z.int(),
        reachedSubCaps: z.array(
          z.object({ of: z.enum(["group", "kind"]), name: z.string(), cap: z.int(), held: z.int() }),
        ),
      }),
    },
  },
  async ({ ctx, params: { id }, query: { limit } }) => {
    const { timeZone } = await controlHead(ctx, id);
    const { next, waves, ...queue } = await queueNext(ctx.db, id, ctx.now, limit);
    const tell = (refused: QueuedClient["why"]) =>
      refused && {
        code: refused.code,
        because: refused.because,
        sentence: explainRefusal(refused, timeZone),
      };
    return {
      status: 200,
      body: {
        ...queue,
        why: tell(queue.why),
        items: next.map(({ askedAt, ...client }) => ({
          ...client,
          askedAt: writeInstant(askedAt),
          why: tell(client.why),
        })),
        waves: waves.map(({ gate: _, windowUntil, ...wave }) => ({
          ...wave,
          windowUntil: writeInstant(windowUntil),
          why: tell(wave.why),
        })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
