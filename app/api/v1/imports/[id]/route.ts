import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { stopImport } from "@/lib/intake/answer-import";
import { importDetail } from "@/lib/intake/queries";
import { importDetailAnswer, writeImportDetail } from "../import-answer";

const params = z.object({ id: idParam });
const waitMs = 10_000;
const lookEveryMs = 150;

export const GET = route(
  {
    operation: {
      id: "getImport",
      summary: "Where an import stands",
      tag: "imports",
      description: "`done` means every member it touched is judged.",
    },
    deed: "import.read",
    params,
    answers: { 200: importDetailAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: writeImportDetail(await importDetail(ctx, id)) }),
);

export const DELETE = route(
  {
    operation: {
      id: "stopImport",
      summary: "Cancel an import, or take a finished one back",
      tag: "imports",
      description:
        "Answers 200 once the states are computed again from what remains; 202 with `takingBack` when that takes longer than ten seconds.",
    },
    deed: "import.takeBack",
    params,
    answers: { 200: importDetailAnswer, 202: importDetailAnswer },
  },
  async ({ ctx, params: { id } }) => {
    await stopImport(ctx, id);
    const started = performance.now();
    let detail = await importDetail(ctx, id);
    while (detail.wantedTakenBackBy !== null && performance.now() - started < waitMs) {
      await pause(lookEveryMs);
      detail = await importDetail(ctx, id);
    }
    return { status: detail.wantedTakenBackBy === null ? 200 : 202, body: writeImportDetail(detail) };
  },
);

export const { POST, PUT, PATCH } = otherMethods("GET", "DELETE");
