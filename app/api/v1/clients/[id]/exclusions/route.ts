import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { excludeInput } from "@/lib/fleet/schema";
import { excludeClient, removeExclusion } from "@/lib/rollout/members/exclude-client";

const params = z.object({ id: idParam });

export const POST = route(
  {
    operation: { id: "excludeClient", summary: "Exclude a client, with a reason", tag: "clients" },
    deed: "client.exclude",
    params,
    body: excludeInput,
    answers: { 201: z.object({ id: z.int() }) },
    problems: { 409: "`already_excluded`, `merged_already`" },
  },
  async ({ ctx, params: { id }, body }) => ({
    status: 201,
    body: { id: await excludeClient(ctx, id, body) },
  }),
);

export const DELETE = route(
  {
    operation: { id: "removeExclusion", summary: "Take an exclusion back", tag: "clients" },
    deed: "client.exclude",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await removeExclusion(ctx, id);
    return { status: 204 };
  },
);

export const { GET, PUT, PATCH } = otherMethods("POST", "DELETE");
