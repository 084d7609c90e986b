import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { reopenIncident } from "@/lib/alerts/incidents/answer-incident";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { readIncident } from "@/lib/alerts/incidents/queries";

export const POST = route(
  {
    operation: {
      id: "reopenIncident",
      summary: "Take an acknowledgement or a snooze back",
      tag: "alerts",
      description: "It is open again, and told again where there is news.",
    },
    deed: "incident.answer",
    params: z.object({ id: idParam }),
    answers: { 200: incidentAnswer },
    problems: { 409: "`incident_resolved`" },
  },
  async ({ ctx, params: { id } }) => {
    await reopenIncident(ctx, id);
    return { status: 200, body: writeIncident(await readIncident(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
