/** Takes syslog lines: looked at, kept, answered; read and taken in after. */
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import type { AcceptedLines } from "../accepted-lines";
import { keepMessage, type Part } from "../keep-message";
import type { Refused } from "../observation";
import { openFeedToWrite } from "../open-feed";
import { storable } from "../storable";
import { syslogLimitsOf } from "./limits";
import { parseLine } from "./parse-line";

/**
 * Lines over HTTP. `from`: the address they came from, where it was not HTTP.
 * @throws AppError 403, 404, 409 `wrong_feed_type`, `feed_paused`, 503 `feed_backlog`
 */
export async function acceptLines(ctx: Ctx, feedId: number, body: string): Promise<AcceptedLines> {
  await openFeedToWrite(ctx, feedId, "syslog");
  return keepLines(ctx, feedId, body.split(/\r?\n/), null);
}

/** Keeps lines for a feed that takes them. `from`: the sender's address, where they came by the listener. */
export async function keepLines(
  ctx: Ctx,
  feedId: number,
  lines: readonly string[],
  from: string | null,
): Promise<AcceptedLines> {
  const parts: Part<string>[] = [];
  const rejected: Refused[] = [];
  let ignored = 0;
  const limits = syslogLimitsOf(env());
  lines.forEach((text, index) => {
    if (text.trim() === "") return;
    const parsed = parseLine(text, limits);
    if (parsed.kind === "refused") rejected.push({ line: index + 1, problem: parsed.problem });
    else if (parsed.kind === "ignored") ignored++;
    else {
      const kept = storable(text);
      parts.push({ text: kept, value: kept });
    }
  });
  const kept = await keepMessage(ctx, feedId, parts, (fresh) => ({ what: "lines", lines: fresh, from }));
  return { ...kept, rejected, ignored };
}
