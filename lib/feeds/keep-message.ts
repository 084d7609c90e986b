/** Keeps what a feed sent, before it is answered; taking it in comes after (settle-messages.ts). */
import { hash } from "node:crypto";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { KeptObservation } from "./kept-observation";
import { storable } from "./storable";

/** What is kept until it is taken in. `from`: the address that lines came from. `cut`: fields of a form that were shortened or left out. */
export type MessageContent =
  | { what: "observations"; observations: KeptObservation[] }
  | { what: "lines"; lines: string[]; from: string | null }
  | { what: "outbound"; form: Record<string, string>; cut?: number };

/** A part of a message by which a repetition is known: the same text again is the same thing. */
export interface Part<T> {
  text: string;
  value: T;
}

/** How many records it holds. */
function sizeOf(content: MessageContent): number {
  if (content.what === "observations") return content.observations.length;
  return content.what === "lines" ? content.lines.length : 1;
}

/** The first eight bytes of a SHA-256, as PostgreSQL writes them. */
function digestOf(text: string): string {
  return String(hash("sha256", text, "buffer").readBigInt64BE(0));
}

/**
 * Keeps those parts that did not come before, in one transaction with the memory of them. Returns how many are new; whoever sends
 * faster than it is taken in is told to wait.
 * @throws AppError 503 `feed_backlog`
 */
export async function keepMessage<T>(
  ctx: Ctx,
  feedId: number,
  parts: readonly Part<T>[],
  toContent: (values: T[]) => MessageContent,
): Promise<{ accepted: number; repeated: number }> {
  const byDigest = new Map<string, Part<T>>();
  for (const part of parts) {
    const digest = digestOf(part.text);
    // The first one counts, as it does where they come one after the other.
    if (!byDigest.has(digest)) byDigest.set(digest, part);
  }
  const accepted = await inTransaction(ctx.db, async (tx) => {
    await refuseBacklog(tx, feedId);
    const fresh = await rememberNew(ctx, tx, feedId, [...byDigest.keys()]);
    if (fresh.size === 0) return 0;
    const content = toContent(
      [...byDigest].flatMap(([digest, { value }]) => (fresh.has(digest) ? [value] : [])),
    );
    await tx.query(
      "INSERT INTO feed_message (feed_id, received_at, records, content) VALUES ($1, $2, $3, $4)",
      [
        feedId,
        asTimestamp(ctx.now),
        sizeOf(content),
        JSON.stringify(content, (_, value) => (typeof value === "string" ? storable(value) : value)),
      ],
    );
    return fresh.size;
  });
  if (accepted > 0) await ctx.enqueue("feed.settle", { feedId });
  return { accepted, repeated: parts.length - accepted };
}

/** Remembers those that are new, and returns them. As one text in either direction: thousands of values would each be wrapped. */
async function rememberNew(
  ctx: Ctx,
  tx: Tx,
  feedId: number,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ fresh: string | null }>(
    `WITH added AS (
       INSERT INTO feed_event (feed_id, digest, at) SELECT $1, d, $3 FROM unnest($2::bigint[]) AS d ORDER BY d
       ON CONFLICT DO NOTHING RETURNING digest)
     SELECT string_agg(digest::text, ',') AS fresh FROM added`,
    [feedId, `{${digests.join(",")}}`, asTimestamp(ctx.now)],
  );
  return new Set(rows[0]?.fresh?.split(",") ?? []);
}

async function refuseBacklog(tx: { query: Ctx["db"]["query"] }, feedId: number): Promise<void> {
  const most = env().ROLLCALL_FEED_WAITING_MAX;
  const { rows } = await tx.query<{ waiting: number }>(
    "SELECT count(*) AS waiting FROM (SELECT 1 FROM feed_message WHERE feed_id = $1 LIMIT $2) waiting",
    [feedId, most],
  );
  if ((rows[0]?.waiting ?? 0) < most) return;
  throw new AppError(
    503,
    "feed_backlog",
    "More was sent than could be taken in so far; nothing of this request was kept (ROLLCALL_FEED_WAITING_MAX). Send it again later.",
    {},
    { "Retry-After": "10" },
  );
}
