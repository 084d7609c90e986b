import { z } from "zod";
import { personAnswer, writePerson } from "@/app/_web/access-shapes";
import { otherMethods, route } from "@/app/_web/route";
import { changePerson } from "@/lib/access/change-person";
import { findPerson } from "@/lib/access/queries";
import { removePerson } from "@/lib/access/remove-person";
import { personChangeInput } from "@/lib/access/schema";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";

const params = z.object({ id: z.string().min(1).max(64) });

async function personById(ctx: Ctx, id: string) {
  const person = await findPerson(ctx, id);
  if (!person) throw notFound("person", id);
  return writePerson(person);
}

export const GET = route(
  {
    operation: { id: "getPerson", summary: "One person", tag: "people" },
    deed: "people.manage",
    params,
    answers: { 200: personAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: await personById(ctx, id) }),
);

export const PATCH = route(
  {
    operation: {
      id: "changePerson",
      summary: "Change name, role or appliances, disable or enable",
      tag: "people",
      description:
        "A disabled person is signed out at once. The last enabled admin stays one (409 `last_admin`).",
    },
    deed: "people.manage",
    params,
    body: personChangeInput,
    answers: { 200: personAnswer },
    problems: { 409: "`last_admin`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await changePerson(ctx, id, body);
    return { status: 200, body: await personById(ctx, id) };
  },
);

export const DELETE = route(
  {
    operation: {
      id: "removePerson",
      summary: "Remove a person; what they did stays on record",
      tag: "people",
    },
    deed: "people.manage",
    params,
    answers: { 204: null },
    problems: { 409: "`last_admin`" },
  },
  async ({ ctx, params: { id } }) => {
    await removePerson(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
