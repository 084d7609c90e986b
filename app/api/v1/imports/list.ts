/** GET /api/v1/imports: uploaded exports and where each stands, the newest first. */
import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { route } from "@/app/_web/route";
import { clientKinds } from "@/lib/core/client";
import { importStatuses, listImports } from "@/lib/intake/queries";
import { wordList } from "@/lib/platform/word-list";
import { importAnswer, writeImport } from "./import-answer";

const position = z.object({ beforeId: z.int().positive() });

export const listImportsRoute = route(
  {
    operation: { id: "listImports", summary: "List imports, the newest first", tag: "imports" },
    deed: "import.read",
    query: z.object({
      applianceId: idParam.optional(),
      kind: z.enum(clientKinds).optional(),
      status: wordList(importStatuses).optional(),
      ...pageQuery,
    }),
    answers: { 200: pageAnswer(importAnswer) },
  },
  async ({ ctx, query: { limit, cursor, ...filter } }) => {
    const beforeId = readCursor(cursor, position)?.beforeId;
    const page = await listImports(ctx, filter, { limit, beforeId });
    return {
      status: 200,
      body: {
        items: page.items.map(writeImport),
        nextCursor: page.nextBeforeId === null ? null : writeCursor({ beforeId: page.nextBeforeId }),
        total: page.total,
      },
    };
  },
);
