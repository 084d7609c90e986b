/** What a deed on many clients answers: what it would do, or what it did (or has begun to do). */
import { z } from "zod";
import type { Skip } from "@/lib/work/batch/asked";
import { explainSkip } from "@/lib/work/batch/skip-words";
import type { ManyAnswer } from "@/lib/work/batch-clients";

const named = z.object({ id: z.int(), name: z.string() });
const skippedAnswer = z.array(
  z.object({
    code: z.string(),
    sentence: z.string(),
    clients: z.int(),
    examples: z.array(named),
  }),
);
const hosts = {
  unknownHosts: z.array(z.string()).meta({ description: "On which no client runs." }),
  ambiguousHosts: z
    .array(z.string())
    .meta({ description: "Short names that fit several hosts: none of them is meant." }),
};

export const previewAnswer = z.object({
  preview: z.literal(true),
  clients: z.int(),
  changed: z.int(),
  examples: z.array(named),
  skipped: skippedAnswer,
  undo: z.string().meta({ description: "How far it can be undone." }),
  ...hosts,
});
export const doneAnswer = z.object({
  preview: z.literal(false),
  id: z.int().nullable().meta({
    description: "GET /api/v1/batches/{id} follows it, POST …/undo undoes it. Null: nothing was changed.",
  }),
  status: z.enum(["queued", "done"]),
  clients: z.int(),
  changed: z.int(),
  skipped: skippedAnswer,
  ...hosts,
});

/** 200: it was looked at or done. */
export const manyAnswer = z.discriminatedUnion("preview", [previewAnswer, doneAnswer]);

export function writeSkipped(skipped: Partial<Record<Skip["code"], number>>): z.output<typeof skippedAnswer> {
  return (Object.entries(skipped) as [Skip["code"], number][])
    .sort(([, one], [, other]) => other - one)
    .map(([code, clients]) => ({ code, sentence: explainSkip({ code }), clients, examples: [] }));
}

/** 202 where it has only begun. */
export function writeMany(answer: ManyAnswer) {
  const { unknown: unknownHosts, ambiguous: ambiguousHosts, ...more } = answer;
  if (more.preview) return { status: 200 as const, body: { ...more, unknownHosts, ambiguousHosts } };
  const { id, status, clients, counts } = more;
  const body = {
    preview: false as const,
    id,
    status,
    clients,
    changed: counts.changed,
    skipped: writeSkipped(counts.skipped),
    unknownHosts,
    ambiguousHosts,
  };
  return status === "queued" ? { status: 202 as const, body } : { status: 200 as const, body };
}
