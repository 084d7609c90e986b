import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { readBatch } from "@/lib/work/batch/read-batch";
import { undoBatch } from "@/lib/work/batch/undo-batch";

export const POST = route(
  {
    operation: {
      id: "undoBatch",
      summary: "Undo a deed on one client or on many",
      tag: "work",
      description:
        "Client by client: whoever was changed, seen or excluded since stays as they are. Many are undone as a job (202).",
    },
    deed: "work.do",
    params: z.object({ id: idParam }),
    answers: {
      200: z.object({ id: z.int(), undone: z.int(), kept: z.int() }),
      202: z.object({ id: z.int() }),
    },
    problems: { 409: "`undone_already`, `still_running`, `not_yours`" },
  },
  async ({ ctx, params: { id } }) => {
    await undoBatch(ctx, id);
    const { status, counts } = await readBatch(ctx, id);
    if (status !== "undone") return { status: 202, body: { id } };
    const kept = Object.values(counts.kept).reduce((sum, count) => sum + count, 0);
    return { status: 200, body: { id, undone: counts.undone, kept } };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
