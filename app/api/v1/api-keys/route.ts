import { z } from "zod";
import { apiKeyAnswer, writeApiKey } from "@/app/_web/access-shapes";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { createApiKey } from "@/lib/access/create-api-key";
import { listApiKeys } from "@/lib/access/queries";
import { apiKeyInput } from "@/lib/access/schema";

const newKeyAnswer = z
  .object({ id: z.int(), key: z.string().meta({ description: "The key; shown this once." }) })
  .meta({ id: "NewApiKey" });

export const GET = route(
  {
    operation: { id: "listApiKeys", summary: "API keys, newest first, revoked ones included", tag: "keys" },
    deed: "key.manage",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(apiKeyAnswer) },
  },
  async ({ ctx, query }) => {
    const { items, total } = await listApiKeys(ctx, {
      limit: query.limit,
      beforeId: readCursor(query.cursor, z.int()),
    });
    const page = cutPage(items, query.limit, ({ id }) => id);
    return { status: 200, body: { ...page, items: page.items.map(writeApiKey), total } };
  },
);

export const POST = route(
  {
    operation: {
      id: "createApiKey",
      summary: "Make an API key",
      tag: "keys",
      description: "Without `applianceId` it holds on every appliance; an `agent` key needs one.",
    },
    deed: "key.manage",
    body: apiKeyInput,
    answers: { 201: newKeyAnswer },
    // The answer is a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 201, body: await createApiKey(ctx, body) }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
