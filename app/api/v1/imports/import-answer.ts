/** An import as the API answers it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { clientKinds } from "@/lib/core/client";
import { explainProblem } from "@/lib/intake/explain-import";
import { type ImportDetail, type ImportRow, importStatuses } from "@/lib/intake/queries";

const progressAnswer = z
  .object({
    phase: z.enum(["reading", "comparing", "applying", "judging"]),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.enum(["bytes", "rows"]),
  })
  .nullable();

const diffAnswer = z
  .object({
    added: z.int(),
    returned: z.int(),
    missing: z.int(),
    moved: z.int(),
    changed: z.int(),
    duplicates: z.int(),
    rows: z.int().optional(),
    previous: z.object({ importId: z.int(), exportedAt: instantAnswer }).nullable().optional(),
  })
  .nullable()
  .meta({ description: "Against the previous complete snapshot of the kind." });

export const importAnswer = z.object({
  id: z.int(),
  applianceId: z.int(),
  kind: z.enum(clientKinds),
  status: z.enum(importStatuses),
  fileName: z.string(),
  fileBytes: z.int(),
  uploadedBy: z.string(),
  createdAt: instantAnswer,
  complete: z.boolean(),
  exportedAt: instantAnswer.nullable(),
  exportedAtBasis: z.enum(["stated", "newest_date"]).nullable().meta({
    description:
      "`newest_date`: the file does not say when it was made; `exportedAt` is the earliest it can be.",
  }),
  progress: progressAnswer,
  rows: z.object({ total: z.int(), accepted: z.int(), rejected: z.int() }),
  diff: diffAnswer,
  problem: z
    .object({ code: z.string(), detail: z.string(), params: z.record(z.string(), z.unknown()) })
    .nullable(),
  finishedAt: instantAnswer.nullable(),
  takenBackAt: instantAnswer.nullable(),
  takingBack: z
    .boolean()
    .meta({ description: "Somebody asked for it to be taken back, and that is not done yet." }),
});

/** One import in full; `question` is what it waits to be told. */
export const importDetailAnswer = importAnswer.extend({
  question: z
    .looseObject({ kind: z.enum(["mapping", "date_order", "confirmation"]) })
    .nullable()
    .meta({
      description: "Answer `mapping` and `date_order` at …/mapping, `confirmation` at …/confirmation.",
    }),
});

/** Puts an import into the API's words. */
export function writeImport(row: ImportRow): z.input<typeof importAnswer> {
  return {
    id: row.id,
    applianceId: row.applianceId,
    kind: row.kind,
    status: row.status,
    fileName: row.fileName,
    fileBytes: row.fileBytes,
    uploadedBy: row.uploadedBy,
    createdAt: writeInstant(row.createdAt),
    complete: row.complete,
    exportedAt: writeInstant(row.exportedAt),
    exportedAtBasis: row.exportedAtBasis,
    progress: row.progress,
    rows: { total: row.rowsTotal, accepted: row.rowsAccepted, rejected: row.rowsRejected },
    diff: row.diff,
    problem: row.problem && { ...row.problem, detail: explainProblem(row.problem) },
    finishedAt: writeInstant(row.finishedAt),
    takenBackAt: writeInstant(row.takenBackAt),
    takingBack: row.wantedTakenBackBy !== null && row.takenBackAt === null,
  };
}

/** The same with its question. */
export function writeImportDetail(detail: ImportDetail): z.input<typeof importDetailAnswer> {
  return { ...writeImport(detail), question: detail.question };
}
