import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { createAppliance } from "@/lib/fleet/create-appliance";
import { createApplianceInput } from "@/lib/fleet/schema";
import { applianceAnswer } from "./appliance-answer";

export const GET = route(
  {
    operation: { id: "listAppliances", summary: "List the appliances you may see", tag: "appliances" },
    deed: "appliance.read",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(applianceAnswer) },
  },
  async ({ ctx, query }) => ({ status: 200, body: pageOfWhole(await listAppliances(ctx), query) }),
);

export const POST = route(
  {
    operation: { id: "createAppliance", summary: "Register an appliance", tag: "appliances" },
    deed: "appliance.create",
    body: createApplianceInput,
    answers: { 201: applianceAnswer },
    problems: { 409: "`hostname_taken`" },
  },
  async ({ ctx, body }) => ({
    status: 201,
    body: await loadAppliance(ctx.db, await createAppliance(ctx, body)),
  }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
