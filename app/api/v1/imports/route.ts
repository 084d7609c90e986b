import { z } from "zod";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { readUpload } from "@/app/_web/upload";
import { importDetail } from "@/lib/intake/queries";
import { dropFile, receiveImport, storeFile } from "@/lib/intake/receive-import";
import { uploadFields } from "@/lib/intake/schema";
import { env } from "@/lib/platform/env";
import { importDetailAnswer, writeImportDetail } from "./import-answer";
import { listImportsRoute } from "./list";

export const GET = listImportsRoute;

export const POST = rawRoute(
  {
    operation: {
      id: "uploadImport",
      summary: "Upload an export",
      tag: "imports",
      description:
        "Multipart, parts in any order. Answers at once; follow the import at /api/v1/imports/{id}. The same bytes again answer 200 with the first import while that is running or done.",
    },
    deed: "import.upload",
    body: {
      mediaType: "multipart/form-data",
      description: "The export and what is known about it.",
      schema: uploadFields.extend({ file: z.string().meta({ format: "binary" }) }),
    },
    answers: { 202: importDetailAnswer, 200: importDetailAnswer },
    problems: {
      409: "`import_differs`: these bytes were imported with other parameters; `importId` names that import.",
    },
  },
  async ({ ctx, request, once }) => {
    const maxBytes = env().ROLLCALL_MAX_UPLOAD_MIB * 1024 * 1024;
    const { fields, file } = await readUpload(
      request,
      uploadFields,
      (fileName, bytes) => storeFile(ctx, fileName, bytes, maxBytes),
      (kept) => dropFile(ctx, kept.uploadId),
    );
    let received = false;
    try {
      return await once(JSON.stringify([fields, file.fileHash]), async () => {
        received = true;
        const { id, created } = await receiveImport(ctx, fields, file);
        return { status: created ? 202 : 200, body: writeImportDetail(await importDetail(ctx, id)) };
      });
    } finally {
      if (!received) await dropFile(ctx, file.uploadId);
    }
  },
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
