import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { peopleWhoMay } from "@/lib/access/people-who-may";

export const GET = route(
  {
    operation: { id: "listAssignees", summary: "Who can be given work on an appliance", tag: "work" },
    deed: "work.do",
    query: z.object({ applianceId: idParam }),
    answers: { 200: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }) },
  },
  async ({ ctx, query: { applianceId } }) => {
    refuseUnless(ctx, "work.do", applianceId);
    return { status: 200, body: { items: await peopleWhoMay(ctx.db, "work.do", applianceId) } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
