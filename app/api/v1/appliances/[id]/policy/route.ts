import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { changePolicyInput } from "@/lib/fleet/schema";
import { changePolicy } from "@/lib/rollout/change-policy";
import { loadPolicy } from "@/lib/rollout/members/store";
import { policyAnswer } from "../../appliance-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: {
      id: "getPolicy",
      summary: "The policy an appliance's clients are judged by",
      tag: "appliances",
    },
    deed: "appliance.read",
    params,
    answers: { 200: policyAnswer },
  },
  async ({ ctx, params: { id } }) => {
    refuseUnless(ctx, "appliance.read", id);
    await loadAppliance(ctx.db, id);
    return { status: 200, body: await loadPolicy(ctx.db, id) };
  },
);

export const PUT = route(
  {
    operation: {
      id: "changePolicy",
      summary: "Write a new edition of the policy",
      tag: "appliances",
      description:
        "Lines that are left out stay as they are. The members of the open rollout are judged by it at once.",
    },
    deed: "policy.change",
    params,
    body: changePolicyInput,
    answers: { 200: policyAnswer },
  },
  async ({ ctx, params: { id }, body }) => ({ status: 200, body: await changePolicy(ctx, id, body) }),
);

export const { POST, PATCH, DELETE } = otherMethods("GET", "PUT");
