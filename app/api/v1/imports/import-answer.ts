/** An import as the API answers it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { clientKinds } from "@/lib/core/client";
import { memberStates } from "@/lib/core/member";
import {
  explainAssumption,
  explainConfirmation,
  explainNotice,
  explainProblem,
} from "@/lib/intake/explain-import";
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
    unreadable: z.int().optional().meta({ description: "In the file, in a row that could not be read." }),
    absent: z.array(z.string()).optional().meta({
      description: "Fields that the snapshot before had columns for and this file has not.",
    }),
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
  feedId: z.int().nullable().meta({ description: "The feed that brought it; null: somebody uploaded it." }),
  feedName: z.string().nullable().meta({ description: "What that feed is or was called." }),
  feedRemoved: z.boolean().meta({ description: "The feed is not there any more." }),
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

const questionKinds = [
  "mapping",
  "date_order",
  "time_zone",
  "exported_at",
  "other_list",
  "confirmation",
] as const;

const stateCounts = z.object({ entered: z.int(), left: z.int() });

/** One import in full; `question` is what it waits to be told. */
export const importDetailAnswer = importAnswer.extend({
  question: z
    .looseObject({ kind: z.enum(questionKinds) })
    .nullable()
    .meta({
      description:
        "Answer `confirmation` at …/confirmation, all others at …/mapping. An answer ends its question.",
    }),
  lines: z
    .object({ read: z.int(), noticed: z.int(), rejected: z.int(), skipped: z.int(), leftOut: z.int() })
    .nullable()
    .meta({
      description:
        "What became of the lines: read as clients (`noticed` of them with something that was not), rejected, skipped (titles, headings, footers), left out (other item types).",
    }),
  notices: z.array(
    z.object({
      code: z.string(),
      column: z.string().nullable(),
      count: z.int(),
      line: z.int().meta({ description: "The first of them." }),
      sentence: z.string(),
    }),
  ),
  assumed: z.array(
    z.object({
      what: z.enum(["time_zone", "date_order", "exported_at", "kind", "complete"]),
      value: z.string(),
      basis: z.string(),
      sentence: z.string(),
    }),
  ),
  outcome: z
    .object({ rolloutId: z.int(), counts: z.partialRecord(z.enum(memberStates), stateCounts) })
    .nullable()
    .meta({ description: "What it did to states, or would do once it is confirmed." }),
  waitsFor: z.literal("disk_space").nullable().meta({
    description:
      "`disk_space`: the disk of the database is full. Nothing of the import is lost, and it goes on by itself once there is space.",
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
    feedId: row.feedId,
    feedName: row.feedName,
    feedRemoved: row.feedRemoved,
    createdAt: writeInstant(row.createdAt),
    complete: row.complete,
    exportedAt: writeInstant(row.exportedAt),
    exportedAtBasis: row.exportedAtBasis,
    progress: row.progress,
    rows: { total: row.rowsTotal, accepted: row.rowsAccepted, rejected: row.rowsRejected },
    diff: row.diff && { ...row.diff, absent: [...(row.diff.absent ?? [])] },
    problem: row.problem && { ...row.problem, detail: explainProblem(row.problem, row.cameBy) },
    finishedAt: writeInstant(row.finishedAt),
    takenBackAt: writeInstant(row.takenBackAt),
    takingBack: row.wantedTakenBackBy !== null && row.takenBackAt === null,
  };
}

/** The same with its question, and what became of the file. */
export function writeImportDetail(detail: ImportDetail): z.input<typeof importDetailAnswer> {
  const { question, lines } = detail;
  return {
    ...writeImport(detail),
    question:
      question?.kind === "confirmation"
        ? {
            ...question,
            reasons: question.reasons.map((reason) => ({
              ...reason,
              sentence: explainConfirmation(reason, detail.cameBy),
            })),
          }
        : question && { ...question },
    lines: lines && {
      read: lines.accepted,
      noticed: lines.noticed,
      rejected: lines.rejected,
      skipped: lines.skipped,
      leftOut: lines.leftOut,
    },
    notices: (detail.notices ?? []).map((notice) => ({
      code: notice.code,
      column: notice.column,
      count: notice.count,
      line: notice.line,
      sentence: explainNotice(notice, detail.cameBy),
    })),
    assumed: (detail.assumed ?? []).map((each) => ({
      ...each,
      sentence: explainAssumption(each, detail.timeZone, detail.cameBy),
    })),
    outcome: detail.outcome,
    waitsFor: detail.waitsFor,
  };
}
