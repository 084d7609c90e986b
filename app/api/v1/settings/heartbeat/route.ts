import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import type { Heartbeat } from "@/lib/alerts/heartbeat/heartbeat-store";
import {
  heartbeatInput,
  readHeartbeat,
  removeHeartbeat,
  setHeartbeat,
} from "@/lib/alerts/heartbeat/set-heartbeat";

const heartbeatAnswer = z
  .object({
    place: z.string().meta({ description: "The host that is asked; the address itself is never shown." }),
    everyMinutes: z.int(),
    triedAt: instantAnswer.nullable(),
    pingedAt: instantAnswer.nullable().meta({ description: "When it was last taken." }),
    problem: z.string().nullable(),
    changedBy: z.string(),
    changedAt: instantAnswer,
  })
  .meta({ id: "Heartbeat" });

function write(heartbeat: Heartbeat): z.input<typeof heartbeatAnswer> {
  return {
    ...heartbeat,
    triedAt: writeInstant(heartbeat.triedAt),
    pingedAt: writeInstant(heartbeat.pingedAt),
    changedAt: writeInstant(heartbeat.changedAt),
  };
}

export const GET = route(
  {
    operation: { id: "getHeartbeat", summary: "Where the heartbeat goes", tag: "settings" },
    deed: "channel.manage",
    answers: { 200: heartbeatAnswer },
  },
  async ({ ctx }) => ({ status: 200, body: write(await readHeartbeat(ctx)) }),
);

export const PUT = route(
  {
    operation: {
      id: "setHeartbeat",
      summary: "Set where the heartbeat goes",
      tag: "settings",
      description:
        "The address is asked with GET while the worker lives and its sweeps are on time; else nothing is asked, so that whoever listens there rings.",
    },
    deed: "channel.manage",
    body: heartbeatInput,
    answers: { 200: heartbeatAnswer },
    // What is sent may be a secret.
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 200, body: write(await setHeartbeat(ctx, body)) }),
);

export const DELETE = route(
  {
    operation: { id: "removeHeartbeat", summary: "Send no heartbeat any more", tag: "settings" },
    deed: "channel.manage",
    answers: { 204: null },
  },
  async ({ ctx }) => {
    await removeHeartbeat(ctx);
    return { status: 204 };
  },
);

export const { POST, PATCH } = otherMethods("GET", "PUT", "DELETE");
