import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { attestInput } from "@/lib/fleet/schema";
import { attestClient, removeAttestation } from "@/lib/rollout/members/attest-client";

const params = z.object({ id: idParam });

export const POST = route(
  {
    operation: {
      id: "attestClient",
      summary: "Attest that a client was reinstalled",
      tag: "clients",
      description:
        "For a kind that nothing on its appliance reports on, this makes it checked in (somebody's word). For the others it is believed for 24 hours, then the client has to be seen; a word that ran out can be given again.",
    },
    deed: "client.attest",
    params,
    body: attestInput,
    answers: { 201: z.object({ id: z.int() }) },
    problems: { 409: "`already_attested`, `rollout_over`, `merged_already`" },
  },
  async ({ ctx, params: { id }, body }) => ({ status: 201, body: { id: await attestClient(ctx, id, body) } }),
);

export const DELETE = route(
  {
    operation: { id: "removeAttestation", summary: "Take an attestation back", tag: "clients" },
    deed: "client.attest",
    params,
    query: z.object({ rolloutId: idParam.optional() }),
    answers: { 204: null },
  },
  async ({ ctx, params: { id }, query: { rolloutId } }) => {
    await removeAttestation(ctx, id, rolloutId ?? null);
    return { status: 204 };
  },
);

export const { GET, PUT, PATCH } = otherMethods("POST", "DELETE");
