import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changeClientInput } from "@/lib/fleet/schema";
import { changeClient } from "@/lib/rollout/members/change-client";
import { getClientRoute } from "./get";

export const GET = getClientRoute;

export const PATCH = route(
  {
    operation: {
      id: "changeClient",
      summary: "Set what a person knows of a client",
      tag: "clients",
      description:
        "Install method, pre-release MSI, site, owner, tags, security providers, planned retirement. It is judged again at once.",
    },
    deed: "client.change",
    params: z.object({ id: idParam }),
    body: changeClientInput,
    answers: { 204: null },
    problems: { 409: "`merged_already`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await changeClient(ctx, id, body);
    return { status: 204 };
  },
);

export const { POST, PUT, DELETE } = otherMethods("GET", "PATCH");
