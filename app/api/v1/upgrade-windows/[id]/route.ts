import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { withdrawWindow } from "@/lib/alerts/windows/announce-window";

export const DELETE = route(
  {
    operation: {
      id: "withdrawUpgrade",
      summary: "Withdraw an announced upgrade",
      tag: "alerts",
      description: "Alerts about the appliance are sent again.",
    },
    deed: "window.announce",
    params: z.object({ id: idParam }),
    answers: { 204: null },
    problems: { 409: "`window_settled`" },
  },
  async ({ ctx, params: { id } }) => {
    await withdrawWindow(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT, PATCH } = otherMethods("DELETE");
