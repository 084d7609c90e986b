/** Loads the lines of the part of a file that is open. */
import { clientsAtLines, readLines } from "@/lib/intake/import-lines";
import { countNotices } from "@/lib/intake/import-page-queries";
import { type ImportDetail, importNotices, importRejects } from "@/lib/intake/queries";
import type { Ctx } from "@/lib/platform/context";
import { codesOfPart, type PartCounts } from "./line-counts";
import type { PartLines } from "./lines-card";
import { type AskedList, placeOf } from "./open-list";

/** A page of the part asked for. Where none is, the rejected rows of a file that failed because of them. */
export async function partLines(
  ctx: Ctx,
  found: ImportDetail,
  asked: AskedList,
  counts: PartCounts,
  rolloutId: number | null,
): Promise<PartLines | null> {
  const part = asked.part ?? (found.status === "failed" && counts.rejects > 0 ? "rejects" : null);
  const place = placeOf(asked.page);
  switch (part) {
    case null:
      return null;
    case "read":
      return {
        part,
        total: counts.read + counts.noticed,
        rows: await readLines(ctx, found, rolloutId, place),
        states: rolloutId !== null && found.status === "done",
      };
    case "rejects":
      return { part, total: counts.rejects, rows: await importRejects(ctx, found, place) };
    default: {
      const filter = {
        codes: asked.code === null ? codesOfPart(part) : [asked.code],
        column: asked.column ?? undefined,
      };
      const [total, rows] = await Promise.all([
        countNotices(ctx, found, filter),
        importNotices(ctx, found, filter, place),
      ]);
      const lines = rows.map(({ line }) => line);
      return { part, total, rows, clients: await clientsAtLines(ctx, found, lines) };
    }
  }
}
