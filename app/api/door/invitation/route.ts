import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { letInAnswer } from "@/app/_web/let-in-answer";
import { acceptInvitation } from "@/lib/access/accept-invitation";
import { personNameField } from "@/lib/access/schema";

const input = z.strictObject({
  token: z.string().min(1).max(200),
  name: personNameField,
  password: z.string().min(1).max(1_000),
});

export const POST = doorRoute("acceptInvitation", input, async ({ db, now, body, from }) =>
  letInAnswer(await acceptInvitation(db, await now(), body, from), "/"),
);
