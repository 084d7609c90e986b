import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { registerClientInput } from "@/lib/fleet/schema";
import { registerClient } from "@/lib/rollout/members/register-client";
import { listClientsRoute } from "./list";

export const GET = listClientsRoute;

export const POST = route(
  {
    operation: {
      id: "registerClient",
      summary: "Register a client that no export or feed lists",
      tag: "clients",
      description:
        "Connection agents, integration clients and Buttons mostly. It becomes a member of the open rollout at once.",
    },
    deed: "client.register",
    body: registerClientInput,
    answers: { 201: z.object({ id: z.int() }) },
    problems: { 409: "`client_exists`" },
  },
  async ({ ctx, body }) => ({ status: 201, body: { id: await registerClient(ctx, body) } }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
