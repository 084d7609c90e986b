/** Takes generic events over HTTP: looked at, kept, answered; taken in after. */
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import type { AcceptedLines } from "../accepted-lines";
import { keepMessage } from "../keep-message";
import { toKept } from "../kept-observation";
import { openFeedToWrite } from "../open-feed";
import { readEvents } from "./read-events";

/** @throws AppError 403, 404, 409 `wrong_feed_type`, `feed_paused`, 503 `feed_backlog` */
export async function acceptEvents(ctx: Ctx, feedId: number, body: string): Promise<AcceptedLines> {
  await openFeedToWrite(ctx, feedId, "events");
  const { parts, rejected } = readEvents(body, ctx.now, env().ROLLCALL_MAX_LINE_CHARS);
  const kept = await keepMessage(ctx, feedId, parts, (observations) => ({
    what: "observations",
    observations: observations.map(toKept),
  }));
  return { ...kept, rejected, ignored: 0 };
}
