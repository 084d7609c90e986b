import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { letInAnswer } from "@/app/_web/let-in-answer";
import { signIn } from "@/lib/access/sign-in";

const input = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1_000),
  next: z.string().max(2_000).optional(),
});

export const POST = doorRoute("signIn", input, async ({ db, body, from }) =>
  letInAnswer(await signIn(db, body, from), body.next),
);
