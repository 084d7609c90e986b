import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { letInAnswer } from "@/app/_web/let-in-answer";
import { setUpFirstAdmin } from "@/lib/access/first-admin";
import { emailField, personNameField } from "@/lib/access/schema";

const input = z.strictObject({
  token: z.string().min(1).max(200),
  name: personNameField,
  email: emailField,
  password: z.string().min(1).max(1_000),
});

export const POST = doorRoute("setUp", input, async ({ db, now, body, from }) =>
  letInAnswer(await setUpFirstAdmin(db, await now(), body, from), "/"),
);
