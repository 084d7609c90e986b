import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { answerWindowInput } from "@/lib/alerts/schema";
import { answerWindow } from "@/lib/alerts/windows/announce-window";

export const POST = route(
  {
    operation: {
      id: "answerUpgrade",
      summary: "Say what became of an announced upgrade",
      tag: "alerts",
      description:
        "`installed` records no release: record it with its time. It ends an upgrade that still lasts.",
    },
    deed: "window.announce",
    params: z.object({ id: idParam }),
    body: answerWindowInput,
    answers: { 204: null },
    problems: { 409: "`window_settled`", 422: "`window_not_begun`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await answerWindow(ctx, id, body.answer);
    return { status: 204 };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
