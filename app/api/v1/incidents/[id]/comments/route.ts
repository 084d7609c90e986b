import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { commentOnIncident } from "@/lib/alerts/incidents/answer-incident";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { readIncident } from "@/lib/alerts/incidents/queries";
import { commentInput } from "@/lib/alerts/schema";

export const POST = route(
  {
    operation: {
      id: "commentOnIncident",
      summary: "Say something about an incident",
      tag: "alerts",
      description: "Also once it is resolved.",
    },
    deed: "incident.answer",
    params: z.object({ id: idParam }),
    body: commentInput,
    answers: { 200: incidentAnswer },
  },
  async ({ ctx, params: { id }, body }) => {
    await commentOnIncident(ctx, id, body.note);
    return { status: 200, body: writeIncident(await readIncident(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
