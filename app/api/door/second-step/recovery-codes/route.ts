import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { signedInAt } from "@/app/_web/who";
import { renewRecoveryCodes } from "@/lib/access/own-second-step";

const input = z.strictObject({ password: z.string().min(1).max(1_000) });

export const POST = doorRoute("renewRecoveryCodes", input, async ({ body, from }) => {
  const { ctx } = await signedInAt(from.headers);
  return { body: { recoveryCodes: await renewRecoveryCodes(ctx, body, from) } };
});
