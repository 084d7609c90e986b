import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import type { KeptReason } from "@/lib/work/batch/asked";
import { readBatch } from "@/lib/work/batch/read-batch";
import { explainKept } from "@/lib/work/batch/skip-words";
import { writeSkipped } from "../many-answer";

export const GET = route(
  {
    operation: { id: "getBatch", summary: "How far a deed on many clients has come", tag: "work" },
    deed: "work.read",
    params: z.object({ id: idParam }),
    answers: {
      200: z.object({
        id: z.int(),
        applianceId: z.int(),
        deed: z.string(),
        status: z.enum(["queued", "running", "done", "failed", "undoing", "undone"]),
        clients: z.int(),
        left: z.int().meta({ description: "Clients that wait still to be done, or to be undone." }),
        changed: z.int(),
        skipped: z.array(z.object({ code: z.string(), sentence: z.string(), clients: z.int() })),
        undone: z.int(),
        kept: z
          .array(z.object({ code: z.string(), sentence: z.string(), clients: z.int() }))
          .meta({ description: "Undoing left these as they are." }),
        problem: z.string().nullable(),
        askedBy: z.string(),
        askedAt: instantAnswer,
        finishedAt: instantAnswer.nullable(),
        undoneAt: instantAnswer.nullable(),
      }),
    },
  },
  async ({ ctx, params: { id } }) => {
    const batch = await readBatch(ctx, id);
    const { changed, skipped, undone, kept } = batch.counts;
    return {
      status: 200,
      body: {
        id: batch.id,
        applianceId: batch.applianceId,
        deed: batch.asked.deed,
        status: batch.status,
        clients: batch.clients,
        left: batch.left,
        changed,
        skipped: writeSkipped(skipped).map(({ code, sentence, clients }) => ({ code, sentence, clients })),
        undone,
        kept: (Object.entries(kept) as [KeptReason, number][]).map(([code, clients]) => ({
          code,
          sentence: explainKept(code),
          clients,
        })),
        problem: batch.problem,
        askedBy: batch.by.name,
        askedAt: writeInstant(batch.askedAt),
        finishedAt: writeInstant(batch.finishedAt),
        undoneAt: writeInstant(batch.undoneAt),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
