import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { incidentEvents, readIncident } from "@/lib/alerts/incidents/queries";
import { severities } from "@/lib/core/alerts/severity";

export const GET = route(
  {
    operation: { id: "getIncident", summary: "One incident with its time line", tag: "alerts" },
    deed: "incident.read",
    params: z.object({ id: idParam }),
    answers: {
      200: incidentAnswer.extend({
        events: z.array(
          z.object({
            id: z.int(),
            at: instantAnswer,
            event: z.string(),
            by: z.string().nullable(),
            note: z.string().nullable(),
            count: z.int(),
            severity: z.enum(severities),
            data: z.record(z.string(), z.unknown()),
            told: z.array(z.object({ channel: z.string(), status: z.string() })),
          }),
        ),
      }),
    },
  },
  async ({ ctx, params: { id } }) => {
    const incident = await readIncident(ctx, id);
    const events = await incidentEvents(ctx, id);
    return {
      status: 200,
      body: {
        ...writeIncident(incident),
        events: events.map((event) => ({ ...event, at: writeInstant(event.at) })),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
