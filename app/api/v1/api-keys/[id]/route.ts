import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { revokeApiKey } from "@/lib/access/revoke-api-key";

export const DELETE = route(
  {
    operation: {
      id: "revokeApiKey",
      summary: "Revoke a key for good; felt everywhere within five seconds",
      tag: "keys",
    },
    deed: "key.manage",
    params: z.object({ id: idParam }),
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await revokeApiKey(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT, PATCH } = otherMethods("DELETE");
