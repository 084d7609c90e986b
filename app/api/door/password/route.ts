import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { signedInAt } from "@/app/_web/who";
import { changeOwnPassword } from "@/lib/access/change-own-password";

const password = z.string().min(1).max(1_000);
const input = z.strictObject({ currentPassword: password, newPassword: password });

export const POST = doorRoute("changeOwnPassword", input, async ({ body, from }) => {
  const { ctx } = await signedInAt(from.headers);
  return { body: { changed: true }, cookies: await changeOwnPassword(ctx, body, from) };
});
