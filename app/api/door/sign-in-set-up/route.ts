import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { safeNext } from "@/app/_web/safe-next";
import { enterWithEnrolment } from "@/lib/access/take-second-step";

const input = z.strictObject({ code: z.string().min(1).max(100), next: z.string().max(2_000).optional() });

export const POST = doorRoute("enterWithEnrolment", input, async ({ db, now, body, from }) => {
  const { cookies, recoveryCodes } = await enterWithEnrolment(db, await now(), body.code, from);
  return { cookies, body: { next: safeNext(body.next), recoveryCodes } };
});
