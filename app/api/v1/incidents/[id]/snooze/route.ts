import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { snoozeIncident } from "@/lib/alerts/incidents/answer-incident";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { readIncident } from "@/lib/alerts/incidents/queries";
import { snoozeInput } from "@/lib/alerts/schema";

export const POST = route(
  {
    operation: {
      id: "snoozeIncident",
      summary: "Put an incident off",
      tag: "alerts",
      description: "Until a time, until it grew, or until it got worse, whatever comes first.",
    },
    deed: "incident.answer",
    params: z.object({ id: idParam }),
    body: snoozeInput,
    answers: { 200: incidentAnswer },
    problems: { 409: "`incident_resolved`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await snoozeIncident(ctx, id, body);
    return { status: 200, body: writeIncident(await readIncident(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
