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
      summary: "Say what the columns stand for, or how dates are to be read",
      tag: "imports",
      description:
        "`mapping` is heading → field (null keeps the column as an attribute). It is remembered for this appliance unless `remember` is false.",
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
