import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { endOwnSession } from "@/lib/access/own-sessions";

export const DELETE = route(
  {
    operation: { id: "endOwnSession", summary: "End one of one's own sessions", tag: "people" },
    deed: null,
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await endOwnSession(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT, PATCH } = otherMethods("DELETE");
