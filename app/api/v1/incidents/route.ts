import { z } from "zod";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { incidentAnswer, writeIncident } from "@/lib/alerts/incidents/incident-answer";
import { listIncidents } from "@/lib/alerts/incidents/queries";
import { wordList } from "@/lib/platform/word-list";

const statuses = ["open", "acknowledged", "snoozed", "resolved"] as const;

export const GET = route(
  {
    operation: { id: "listIncidents", summary: "Incidents, newest first", tag: "alerts" },
    deed: "incident.read",
    query: z.object({
      applianceId: idParam.optional(),
      ruleId: idParam.optional(),
      status: wordList(statuses)
        .optional()
        .meta({ description: `Any of ${statuses.join(", ")}; several with commas.` }),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(incidentAnswer) },
  },
  async ({ ctx, query: { limit, cursor, ...query } }) => {
    const beforeId = readCursor(cursor, z.int().positive());
    const { items, total } = await listIncidents(ctx, query, { beforeId, limit });
    const page = cutPage(items, limit, ({ id }) => id);
    return { status: 200, body: { ...page, items: page.items.map(writeIncident), total } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
