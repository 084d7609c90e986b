import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { addressOf } from "@/app/_web/true-address";
import { actorOf } from "@/app/_web/who";
import { changeOwnPassword } from "@/lib/access/change-own-password";
import { notSignedIn } from "@/lib/access/may";
import { signIn } from "@/lib/access/sign-in";
import { openContext } from "@/lib/platform/context";

const password = z.string().min(1).max(1_000);
const input = z.strictObject({ currentPassword: password, newPassword: password });

export const POST = doorRoute("changeOwnPassword", input, async ({ body, request }) => {
  const { headers } = request;
  const actor = await actorOf(headers);
  if (!actor) throw notSignedIn();
  const { email } = await changeOwnPassword(await openContext(actor), body);
  const cookies = await signIn(
    { email, password: body.newPassword },
    { headers, address: addressOf(headers) },
  );
  return { body: { changed: true }, cookies };
});
