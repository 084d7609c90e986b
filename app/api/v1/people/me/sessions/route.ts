import { z } from "zod";
import { sessionAnswer, writeSession } from "@/app/_web/access-shapes";
import { otherMethods, route } from "@/app/_web/route";
import { signedInAt } from "@/app/_web/who";
import { endOtherSessions, listOwnSessions } from "@/lib/access/own-sessions";
import type { Ctx } from "@/lib/platform/context";

/** A key has no session, this one neither. */
async function currentSession(ctx: Ctx, request: Request): Promise<string> {
  return ctx.actor.type === "person" ? (await signedInAt(request.headers)).own.sessionId : "";
}

export const GET = route(
  {
    operation: {
      id: "listOwnSessions",
      summary: "Where one is signed in oneself; a key nowhere",
      tag: "people",
    },
    deed: null,
    answers: { 200: z.object({ items: z.array(sessionAnswer) }) },
  },
  async ({ ctx, request }) => {
    const current = await currentSession(ctx, request);
    const sessions = await listOwnSessions(ctx);
    return { status: 200, body: { items: sessions.map((session) => writeSession(session, current)) } };
  },
);

export const DELETE = route(
  {
    operation: { id: "endOtherSessions", summary: "Sign oneself out everywhere else", tag: "people" },
    deed: null,
    answers: { 200: z.object({ ended: z.int() }) },
  },
  async ({ ctx, request }) => {
    const ended = await endOtherSessions(ctx, await currentSession(ctx, request));
    return { status: 200, body: { ended } };
  },
);

export const { POST, PUT, PATCH } = otherMethods("GET", "DELETE");
