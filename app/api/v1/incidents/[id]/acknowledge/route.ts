import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { acknowledgeIncident } from "@/lib/alerts/incidents/answer-incident";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { readIncident } from "@/lib/alerts/incidents/queries";
import { acknowledgeInput } from "@/lib/alerts/schema";

export const POST = route(
  {
    operation: {
      id: "acknowledgeIncident",
      summary: "Take an incident on",
      tag: "alerts",
      description:
        "What is on its way is cancelled, and nothing more is said until the acknowledgement runs out.",
    },
    deed: "incident.answer",
    params: z.object({ id: idParam }),
    body: acknowledgeInput,
    answers: { 200: incidentAnswer },
    problems: { 409: "`incident_resolved`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await acknowledgeIncident(ctx, id, body);
    return { status: 200, body: writeIncident(await readIncident(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
