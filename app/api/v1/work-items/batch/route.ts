import { otherMethods, route } from "@/app/_web/route";
import { doneAnswer, manyAnswer, writeMany } from "@/app/api/v1/batches/many-answer";
import { batchWork } from "@/lib/work/batch-clients";
import { workBatchInput } from "@/lib/work/schema";

export const POST = route(
  {
    operation: {
      id: "batchWorkItems",
      summary: "Do something with many items of the work list",
      tag: "work",
      description:
        "Which: by `ids`, by `filter` (as the list takes it) or by `hostnames`. `preview: true` says what would change and who is skipped why, and changes nothing. Many are done as a job (202): follow `GET /api/v1/batches/{id}`.",
    },
    deed: "work.do",
    body: workBatchInput,
    answers: { 200: manyAnswer, 202: doneAnswer },
  },
  async ({ ctx, body }) => writeMany(await batchWork(ctx, body)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
