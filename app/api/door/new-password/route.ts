import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { letInAnswer } from "@/app/_web/let-in-answer";
import { setNewPassword } from "@/lib/access/set-new-password";

const input = z.strictObject({ token: z.string().min(1).max(200), password: z.string().min(1).max(1_000) });

export const POST = doorRoute("setNewPassword", input, async ({ db, now, body, from }) =>
  letInAnswer(await setNewPassword(db, await now(), body, from), "/"),
);
