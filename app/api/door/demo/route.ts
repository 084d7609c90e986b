import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { letInAnswer } from "@/app/_web/let-in-answer";
import { enterDemo } from "@/lib/access/demo-link";

const input = z.strictObject({ token: z.string().min(1).max(200) });

export const POST = doorRoute("enterDemo", input, async ({ db, now, body, from }) =>
  letInAnswer(await enterDemo(db, await now(), body.token, from), "/"),
);
