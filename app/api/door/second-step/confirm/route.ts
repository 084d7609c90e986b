import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { signedInAt } from "@/app/_web/who";
import { confirmOwnSecondStep } from "@/lib/access/own-second-step";

const input = z.strictObject({ code: z.string().min(1).max(100) });

export const POST = doorRoute("confirmSecondStep", input, async ({ body, from }) => {
  const { ctx, own } = await signedInAt(from.headers);
  return { body: { recoveryCodes: await confirmOwnSecondStep(ctx, body, own) } };
});
