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
      mine: z.enum(["0", "1"]).default("0").meta({
        description: "1: those that whoever asks has acknowledged; a key has its own.",
      }),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(incidentAnswer) },
  },
  async ({ ctx, query: { limit, cursor, mine, ...query } }) => {
    const beforeId = readCursor(cursor, z.int().positive());
    const { items, total } = await listIncidents(ctx, { ...query, mine: mine === "1" }, { beforeId, limit });
    const page = cutPage(items, limit, ({ id }) => id);
    return { status: 200, body: { ...page, items: page.items.map(writeIncident), total } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
