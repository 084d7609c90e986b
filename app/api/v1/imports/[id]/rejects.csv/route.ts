/** GET /api/v1/imports/{id}/rejects.csv: the rows that could not be used, each with where it is and why. */
import { z } from "zod";
import { type Cell, csvQuery, csvResponse } from "@/app/_web/csv";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import type { CameBy } from "@/lib/intake/came-by";
import { explainReject } from "@/lib/intake/explain-import";
import { type ImportRejectRow, importDetail, streamRejects } from "@/lib/intake/queries";

export const GET = rawRoute(
  {
    operation: {
      id: "exportRejects",
      summary: "The rows of an import that could not be used, as CSV",
      tag: "imports",
    },
    deed: "import.read",
    params: z.object({ id: idParam }),
    query: z.object(csvQuery),
    answers: {
      200: {
        mediaType: "text/csv",
        description: "Line, column, what is wrong, and the row as it stood in the file.",
      },
    },
  },
  async ({ ctx, params, query }) => {
    const found = await importDetail(ctx, params.id);
    return csvResponse(
      `rejects_import-${found.id}.csv`,
      ["line", "column", "code", "problem", "row"],
      cells(streamRejects(ctx, found), found.cameBy),
      query.separator,
    );
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");

async function* cells(rejects: AsyncGenerator<ImportRejectRow>, cameBy: CameBy): AsyncGenerator<Cell[]> {
  for await (const reject of rejects) {
    yield [reject.line, reject.column, reject.code, explainReject(reject, cameBy), reject.raw];
  }
}
