import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { answerMapping } from "@/lib/intake/answer-import";
import { importDetail } from "@/lib/intake/queries";
import { answerMappingInput } from "@/lib/intake/schema";
import { importDetailAnswer, writeImportDetail } from "../../import-answer";

export const POST = route(
  {
    operation: {
      id: "answerMapping",
      summary: "Answer what a file asks before it can be read",
      tag: "imports",
      description:
        "`question.kind` says which: `mapping` wants `mapping` (heading → field, null keeps the column as an attribute), `date_order` wants `dateOrder`, `time_zone` wants `timeZone`, `exported_at` wants `exportedAt`, `other_list` wants `otherList: true`. Mapping and zone are remembered for this appliance unless `remember` is false.",
    },
    deed: "import.answer",
    params: z.object({ id: idParam }),
    body: answerMappingInput,
    answers: { 202: importDetailAnswer },
    problems: { 409: "`not_waiting`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await answerMapping(ctx, id, body);
    return { status: 202, body: writeImportDetail(await importDetail(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
