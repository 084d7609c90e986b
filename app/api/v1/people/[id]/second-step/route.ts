import { z } from "zod";
import { otherMethods, route } from "@/app/_web/route";
import { resetSecondStep } from "@/lib/access/reset-second-step";

export const DELETE = route(
  {
    operation: {
      id: "resetSecondStep",
      summary: "Take a person's second step of signing in away",
      tag: "people",
      description:
        "For who lost the phone and the recovery codes. The person is signed out everywhere. One's own is taken away on one's account page (409 `own_second_step`).",
    },
    deed: "people.manage",
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 204: null },
    problems: { 409: "`own_second_step`, `no_second_step`" },
  },
  async ({ ctx, params: { id } }) => {
    await resetSecondStep(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT, PATCH } = otherMethods("DELETE");
