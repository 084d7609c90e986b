import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { addressOf } from "@/app/_web/true-address";
import { acceptInvitation } from "@/lib/access/accept-invitation";
import { personNameField } from "@/lib/access/schema";
import { signIn } from "@/lib/access/sign-in";

const input = z.strictObject({
  token: z.string().min(1).max(200),
  name: personNameField,
  password: z.string().min(1).max(1_000),
});

export const POST = doorRoute("acceptInvitation", input, async ({ db, now, body, request }) => {
  const { email } = await acceptInvitation(db, now, body);
  const { headers } = request;
  const cookies = await signIn({ email, password: body.password }, { headers, address: addressOf(headers) });
  return { body: { next: "/" }, cookies };
});
