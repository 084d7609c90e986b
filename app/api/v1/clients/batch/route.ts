import { otherMethods, route } from "@/app/_web/route";
import { doneAnswer, manyAnswer, writeMany } from "@/app/api/v1/batches/many-answer";
import { batchClients } from "@/lib/work/batch-clients";
import { clientBatchInput } from "@/lib/work/schema";

export const POST = route(
  {
    operation: {
      id: "batchClients",
      summary: "Do something with many clients",
      tag: "clients",
      description:
        "Which: by `ids`, by `filter` (as the list takes it) or by `hostnames`, as somebody pastes them. What: `set` facts, `exclude`, `attest`, `assign` or `retry` (what holds back a client whose upgrade failed, ran out or could not be delivered counts no longer). `preview: true` says what would change and who is skipped why, and changes nothing. Many are done as a job (202): follow `GET /api/v1/batches/{id}`; `POST …/undo` undoes it.",
    },
    // Each deed is asked about by itself; whoever may do none of them stops here.
    deed: "client.attest",
    body: clientBatchInput,
    answers: { 200: manyAnswer, 202: doneAnswer },
  },
  async ({ ctx, body }) => writeMany(await batchClients(ctx, body)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
