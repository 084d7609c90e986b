import { z } from "zod";
import { readBody } from "@/app/_web/json-body";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { acceptDocument } from "@/lib/feeds/command-api/accept-document";
import { env } from "@/lib/platform/env";

export const POST = rawRoute(
  {
    operation: {
      id: "sendDocument",
      summary: "Send one document of the Command API by hand",
      tag: "feeds",
      description:
        "An answer of the Command API as it came, in any of its namespaces, to a feed of type `command_api`. Only the dates in it count, since nobody knows when it was made.",
    },
    deed: "feed.write",
    params: z.object({ id: idParam }),
    body: {
      mediaType: "text/xml",
      description: "One document, at most `ROLLCALL_FEED_DOCUMENT_MIB` (1 MiB).",
    },
    answers: {
      200: z.object({
        document: z.string().meta({ description: "Which command it answers." }),
        accepted: z.int(),
        repeated: z.int(),
        rejected: z.array(z.object({ line: z.int(), problem: z.string() })),
        connectedJumpClients: z.int().nullable(),
      }),
    },
    problems: { 409: "`wrong_feed_type`, `feed_paused`", 503: "`feed_backlog`" },
    idempotency: false,
  },
  async ({ ctx, params: { id }, request }) => {
    const most = env().ROLLCALL_FEED_DOCUMENT_MIB * 1_048_576;
    const bytes = await readBody(request, most, "ROLLCALL_FEED_DOCUMENT_MIB");
    return { status: 200, body: await acceptDocument(ctx, id, bytes) };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
