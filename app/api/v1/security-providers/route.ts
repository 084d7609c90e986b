import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { memberStates } from "@/lib/core/member";
import { itemStates } from "@/lib/core/work";
import { listProviders } from "@/lib/work/security-providers";

export const GET = route(
  {
    operation: {
      id: "listSecurityProviders",
      summary: "Security providers that hang on a connection agent, and which are down",
      tag: "work",
      description:
        "Taken to be (probably) down from the release on while the agent has to be reinstalled, until it is seen on the release or reported done. Which providers hang on an agent is a fact of its client (`securityProviders`).",
    },
    deed: "work.read",
    query: z.object({ applianceId: idParam.optional() }),
    answers: {
      200: z.object({
        items: z.array(
          z.object({
            name: z.string(),
            applianceId: z.int(),
            agentId: z.int(),
            agentName: z.string(),
            state: z.enum(memberStates).nullable(),
            itemState: z.enum(itemStates).nullable(),
            heldBy: z.string().nullable(),
            down: z.boolean(),
            downSince: instantAnswer.nullable(),
          }),
        ),
      }),
    },
  },
  async ({ ctx, query: { applianceId } }) => ({
    status: 200,
    body: {
      items: (await listProviders(ctx, applianceId ?? null)).map((provider) => ({
        name: provider.name,
        applianceId: provider.applianceId,
        agentId: provider.agentId,
        agentName: provider.agentName,
        state: provider.state,
        itemState: provider.itemState,
        heldBy: provider.holderName,
        down: provider.down,
        downSince: writeInstant(provider.downSince),
      })),
    },
  }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
