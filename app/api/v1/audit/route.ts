import { z } from "zod";
import { auditAnswer, writeAudit } from "@/app/_web/access-shapes";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { idParam, instantField } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { listAudit } from "@/lib/access/queries";

const word = z.string().min(1).max(200).optional();

export const GET = route(
  {
    operation: { id: "listAudit", summary: "Who changed what, newest first", tag: "audit" },
    deed: "audit.read",
    query: z.object({
      ...pageQuery,
      subjectType: word,
      subjectId: word,
      deed: word,
      actorId: word,
      applianceId: idParam.optional(),
      from: instantField.optional(),
      until: instantField.optional(),
    }),
    answers: { 200: pageAnswer(auditAnswer) },
  },
  async ({ ctx, query: { limit, cursor, ...filter } }) => {
    const { items, total } = await listAudit(ctx, filter, { limit, beforeId: readCursor(cursor, z.int()) });
    const page = cutPage(items, limit, ({ id }) => id);
    return { status: 200, body: { ...page, items: page.items.map(writeAudit), total } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
