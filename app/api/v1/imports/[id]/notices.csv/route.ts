/** GET /api/v1/imports/{id}/notices.csv: what was told about lines that were no reason to refuse them. */
import { z } from "zod";
import { type Cell, csvQuery, csvResponse } from "@/app/_web/csv";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import type { CameBy } from "@/lib/intake/came-by";
import { explainNotice } from "@/lib/intake/explain-import";
import { type ImportNoticeRow, importDetail, streamNotices } from "@/lib/intake/queries";

export const GET = rawRoute(
  {
    operation: {
      id: "exportNotices",
      summary: "What was noticed in the lines of an import, as CSV",
      tag: "imports",
    },
    deed: "import.read",
    params: z.object({ id: idParam }),
    query: z.object(csvQuery),
    answers: {
      200: { mediaType: "text/csv", description: "Line, column, word, and what it means." },
    },
  },
  async ({ ctx, params, query }) => {
    const found = await importDetail(ctx, params.id);
    return csvResponse(
      `notices_import-${found.id}.csv`,
      ["line", "column", "code", "value", "notice"],
      cells(streamNotices(ctx, found), found.cameBy),
      query.separator,
    );
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");

async function* cells(notices: AsyncGenerator<ImportNoticeRow>, cameBy: CameBy): AsyncGenerator<Cell[]> {
  for await (const notice of notices) {
    yield [
      notice.line,
      notice.column,
      notice.code,
      notice.params.value ?? null,
      explainNotice(notice, cameBy),
    ];
  }
}
