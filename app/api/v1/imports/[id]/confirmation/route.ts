import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { answerConfirmation } from "@/lib/intake/answer-import";
import { importDetail } from "@/lib/intake/queries";
import { answerConfirmationInput } from "@/lib/intake/schema";
import { importDetailAnswer, writeImportDetail } from "../../import-answer";

export const POST = route(
  {
    operation: {
      id: "answerConfirmation",
      summary: "Confirm an import that would change much, or decline it",
      tag: "imports",
      description: "`complete: false`: it is only a part of the list; what it shows is used.",
    },
    deed: "import.answer",
    params: z.object({ id: idParam }),
    body: answerConfirmationInput,
    answers: { 202: importDetailAnswer },
    problems: { 409: "`not_waiting`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await answerConfirmation(ctx, id, body);
    return { status: 202, body: writeImportDetail(await importDetail(ctx, id)) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
