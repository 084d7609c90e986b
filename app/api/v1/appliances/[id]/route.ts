import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { changeAppliance, loadAppliance } from "@/lib/fleet/change-appliance";
import { changeApplianceInput } from "@/lib/fleet/schema";
import { deleteAppliance } from "@/lib/rollout/delete-appliance";
import { deleteApplianceInput } from "@/lib/rollout/schema";
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

export const DELETE = route(
  {
    operation: {
      id: "deleteAppliance",
      summary: "Delete an appliance that was a mistake, with everything known of it",
      tag: "appliances",
      description:
        "Clients, imports with their files, releases, rollouts, slots and keys of the appliance go, and cannot be brought back; the audit log stays. An import that is under way is stopped and waited for.",
    },
    deed: "appliance.delete",
    params,
    body: deleteApplianceInput,
    answers: { 204: null },
    problems: {
      409: "`slots_held`: take them back first, or wait until they have run out",
      422: "The body is not valid (`invalid_request`), or the name is another one (`name_differs`)",
    },
  },
  async ({ ctx, params: { id }, body: { name } }) => {
    await deleteAppliance(ctx, id, name);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
