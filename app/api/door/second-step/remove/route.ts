import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { signedInAt } from "@/app/_web/who";
import { removeOwnSecondStep } from "@/lib/access/own-second-step";

const input = z.strictObject({ password: z.string().min(1).max(1_000), code: z.string().min(1).max(100) });

export const POST = doorRoute("removeSecondStep", input, async ({ body, from }) => {
  const { ctx } = await signedInAt(from.headers);
  await removeOwnSecondStep(ctx, body, from);
  return { body: { removed: true } };
});
