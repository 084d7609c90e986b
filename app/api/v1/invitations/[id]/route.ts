import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { withdrawInvitation } from "@/lib/access/withdraw-invitation";

export const DELETE = route(
  {
    operation: {
      id: "withdrawInvitation",
      summary: "Withdraw an invitation; its link stops working",
      tag: "people",
    },
    deed: "people.manage",
    params: z.object({ id: idParam }),
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await withdrawInvitation(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT, PATCH } = otherMethods("DELETE");
