import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { changeAppliance, loadAppliance } from "@/lib/fleet/change-appliance";
import { changeApplianceInput } from "@/lib/fleet/schema";
import { applianceAnswer } from "../appliance-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: { id: "getAppliance", summary: "One appliance", tag: "appliances" },
    deed: "appliance.read",
    params,
    answers: { 200: applianceAnswer },
  },
  async ({ ctx, params: { id } }) => {
    refuseUnless(ctx, "appliance.read", id);
    return { status: 200, body: await loadAppliance(ctx.db, id) };
  },
);

export const PATCH = route(
  {
    operation: {
      id: "changeAppliance",
      summary: "Change an appliance, its cap included",
      tag: "appliances",
      description: "Lowering the cap drains: nobody loses a slot, none is granted until fewer are held.",
    },
    deed: "appliance.setCap",
    params,
    body: changeApplianceInput,
    answers: { 200: applianceAnswer },
    problems: { 409: "`hostname_taken`, `cap_missing`" },
  },
  async ({ ctx, params: { id }, body }) => ({ status: 200, body: await changeAppliance(ctx, id, body) }),
);

export const { POST, PUT, DELETE } = otherMethods("GET", "PATCH");
