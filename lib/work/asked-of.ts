/** Puts what a door was asked into a deed: a person's id becomes their name, once it is certain that they may do the work. */
import { peopleWhoMay } from "@/lib/access/people-who-may";
import type { Ctx } from "@/lib/platform/context";
import { unprocessable } from "@/lib/platform/errors";
import type { Asked } from "./batch/asked";

/** @throws AppError 422 `assignee_missing` for a key that names nobody, `assignee_unknown` */
export async function assigning(
  ctx: Ctx,
  applianceId: number,
  assigneeId: string | null | undefined,
): Promise<Extract<Asked, { deed: "assign" }>> {
  if (assigneeId === null) return { deed: "assign", toId: null, toName: null };
  if (assigneeId === undefined && ctx.actor.type !== "person")
    throw unprocessable(
      "assignee_missing",
      "A key holds no work. Name the person as `assigneeId`, or null for nobody.",
    );
  const id = assigneeId ?? ctx.actor.id;
  const person = (await peopleWhoMay(ctx.db, "work.do", applianceId)).find((each) => each.id === id);
  if (!person)
    throw unprocessable(
      "assignee_unknown",
      "There is nobody with this id who may work on the clients of this appliance. GET /api/v1/assignees lists who may.",
    );
  return { deed: "assign", toId: person.id, toName: person.name };
}
