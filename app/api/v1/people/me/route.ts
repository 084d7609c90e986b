import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { type Deed, deedRoles, may } from "@/lib/access/may";
import { appliancesField } from "@/lib/access/schema";
import { roles } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";

const deeds = Object.keys(deedRoles) as Deed[];

const meAnswer = z
  .object({
    type: z.enum(["person", "key"]),
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    appliances: appliancesField,
    deeds: z.array(z.string()).meta({ description: "What this role may do on these appliances." }),
  })
  .meta({ id: "Me" });

export const GET = route(
  {
    operation: { id: "getMe", summary: "Who this key or session is, and what it may do", tag: "people" },
    deed: null,
    answers: { 200: meAnswer },
  },
  async ({ ctx: { actor } }) => {
    if (actor.type === "system") throw notFound("person", actor.id);
    const somewhere = actor.appliances === "all" ? null : (actor.appliances[0] ?? null);
    return {
      status: 200,
      body: {
        type: actor.type,
        id: actor.id,
        name: actor.name,
        role: actor.role,
        appliances: actor.appliances === "all" ? "all" : [...actor.appliances],
        deeds: deeds.filter((deed) => may(actor, deed, somewhere)),
      },
    };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
