/** Looks at a demo and steers it; for its bar only, and 404 in every other instance. */
import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { demoFaults } from "@/lib/demo/faults";
import { breakOrMend, demoSpeeds, installNext, lookAtDemo, mendAll, steerTime } from "@/lib/demo/steer";

const look = z.object({
  now: z.number(),
  speed: z.number(),
  paused: z.boolean(),
  site: z.object({ up: z.boolean(), version: z.string(), broken: z.array(z.enum(demoFaults)) }).nullable(),
  failing: z.array(z.object({ feed: z.string(), sentence: z.string() })),
});

export const GET = route(
  {
    operation: { id: "lookAtDemo", summary: "How a demo goes", tag: "demo" },
    deed: "feed.read",
    answers: { 200: look },
  },
  async ({ ctx }) => ({ status: 200, body: await lookAtDemo(ctx) }),
);

const deed = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("speed"), speed: z.literal(demoSpeeds) }),
  z.strictObject({ do: z.literal("pause"), paused: z.boolean() }),
  z.strictObject({ do: z.literal("break"), fault: z.enum(demoFaults), broken: z.boolean() }),
  z.strictObject({ do: z.literal("mend") }),
  z.strictObject({ do: z.literal("upgrade") }),
]);

export const POST = route(
  {
    operation: { id: "steerDemo", summary: "Steer a demo", tag: "demo" },
    deed: "feed.manage",
    body: deed,
    answers: { 200: look },
    idempotency: false,
  },
  async ({ ctx, body }) => {
    if (body.do === "speed") await steerTime(ctx, { speed: body.speed });
    if (body.do === "pause") await steerTime(ctx, { paused: body.paused });
    if (body.do === "break") await breakOrMend(ctx, body.fault, body.broken);
    if (body.do === "mend") await mendAll(ctx);
    if (body.do === "upgrade") await installNext(ctx);
    return { status: 200, body: await lookAtDemo(ctx) };
  },
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
