import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { addressOf } from "@/app/_web/true-address";
import { setUpFirstAdmin } from "@/lib/access/first-admin";
import { emailField, personNameField } from "@/lib/access/schema";
import { signIn } from "@/lib/access/sign-in";

const input = z.strictObject({
  token: z.string().min(1).max(200),
  name: personNameField,
  email: emailField,
  password: z.string().min(1).max(1_000),
});

export const POST = doorRoute("setUp", input, async ({ db, now, body, request }) => {
  await setUpFirstAdmin(db, now, body);
  const { headers } = request;
  return { body: { next: "/" }, cookies: await signIn(body, { headers, address: addressOf(headers) }) };
});
