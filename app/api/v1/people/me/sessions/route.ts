import { z } from "zod";
import { sessionAnswer, writeSession } from "@/app/_web/access-shapes";
import { otherMethods, route } from "@/app/_web/route";
import { signedInAt } from "@/app/_web/who";
import { endOtherSessions, listOwnSessions } from "@/lib/access/own-sessions";
import { forbidden } from "@/lib/platform/errors";

/** A key has no sessions; its request may carry a person's cookie all the same. */
async function currentSession(request: Request): Promise<string> {
  if (request.headers.has("authorization")) {
    throw forbidden("Only a signed-in person has sessions; a key has none.");
  }
  return (await signedInAt(request.headers)).own.sessionId;
}

export const GET = route(
  {
    operation: { id: "listOwnSessions", summary: "Where one is signed in oneself", tag: "people" },
    deed: null,
    answers: { 200: z.object({ items: z.array(sessionAnswer) }) },
  },
  async ({ ctx, request }) => {
    const current = await currentSession(request);
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
    const ended = await endOtherSessions(ctx, await currentSession(request));
    return { status: 200, body: { ended } };
  },
);

export const { POST, PUT, PATCH } = otherMethods("GET", "DELETE");
