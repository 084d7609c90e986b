import { z } from "zod";
import { cutPage, pageQuery, readCursor } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import type { KeptReason, Skip } from "@/lib/work/batch/asked";
import { batchClients } from "@/lib/work/batch/read-batch";
import { explainKept, explainSkip } from "@/lib/work/batch/skip-words";

const position = z.object({ afterId: z.int() });

export const GET = route(
  {
    operation: { id: "listBatchClients", summary: "What a deed on many did to each client", tag: "work" },
    deed: "work.read",
    params: z.object({ id: idParam }),
    query: z.object(pageQuery),
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            clientId: z.int(),
            name: z.string().nullable(),
            status: z.enum(["waiting", "changed", "skipped", "undone", "kept"]),
            sentence: z
              .string()
              .nullable()
              .meta({ description: "Why it was skipped, or why it was not undone." }),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ ctx, params: { id }, query: { limit, cursor } }) => {
    const rows = await batchClients(ctx, id, { limit, afterId: readCursor(cursor, position)?.afterId ?? 0 });
    const { items, nextCursor } = cutPage(rows, limit, ({ clientId }) => ({ afterId: clientId }));
    return {
      status: 200,
      body: {
        items: items.map(({ skipped, kept, ...item }) => ({
          ...item,
          sentence: kept
            ? explainKept(kept as KeptReason)
            : skipped && explainSkip({ code: skipped as Skip["code"] }),
        })),
        nextCursor,
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
