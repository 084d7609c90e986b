import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { qrCode } from "@/app/_web/qr-code";
import { signedInAt } from "@/app/_web/who";
import { beginOwnSecondStep } from "@/lib/access/own-second-step";

const input = z.strictObject({ password: z.string().min(1).max(1_000) });

export const POST = doorRoute("beginSecondStep", input, async ({ body, from }) => {
  const { ctx } = await signedInAt(from.headers);
  const enrolment = await beginOwnSecondStep(ctx, body, from);
  return { body: { ...enrolment, qr: qrCode(enrolment.uri) } };
});
