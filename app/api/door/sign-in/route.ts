import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { safeNext } from "@/app/_web/safe-next";
import { addressOf } from "@/app/_web/true-address";
import { signIn } from "@/lib/access/sign-in";

const input = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1_000),
  next: z.string().max(2_000).optional(),
});

export const POST = doorRoute("signIn", input, async ({ body, request }) => {
  const { headers } = request;
  const cookies = await signIn(body, { headers, address: addressOf(headers) });
  return { body: { next: safeNext(body.next) }, cookies };
});
