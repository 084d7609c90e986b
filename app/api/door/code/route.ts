import { z } from "zod";
import { doorRoute } from "@/app/_web/door-route";
import { safeNext } from "@/app/_web/safe-next";
import { enterWithCode } from "@/lib/access/take-second-step";

const input = z.strictObject({ code: z.string().min(1).max(100), next: z.string().max(2_000).optional() });

export const POST = doorRoute("enterWithCode", input, async ({ db, now, body, from }) => ({
  cookies: await enterWithCode(db, await now(), body.code, from),
  body: { next: safeNext(body.next) },
}));
