/** Takes outbound events: kept and answered at once, since the appliance sends nothing else until one was answered with 200. */
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { keepMessage } from "../keep-message";
import { storable } from "../storable";
import { type Feed, feedColumns, hashAddressSecret } from "../store";

/** Beyond what any event has; what is cut is counted, and the feed says so. */
const fieldsAtMost = 200;
const nameChars = 200;
const valueChars = 10_000;

/**
 * Whoever knows the secret of the address may post to it: the appliance can send no header. A paused feed answers as ever and keeps
 * nothing, so that the appliance's queue does not grow.
 * @throws AppError 404 for an address that is none, 503 `feed_backlog`
 */
export async function acceptOutbound(secret: string, body: string): Promise<{ kept: boolean }> {
  const ctx = await openContext(system, { door: "outbound events" });
  const feed = await findByAddress(ctx, secret);
  if (!feed) throw notFound("address", "of this kind");
  if (!feed.enabled) return { kept: false };
  const fields = [...new URLSearchParams(body)];
  const { form, cut } = formOf(fields);
  // Two events that differ only in what is cut are two.
  const text = JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  const { accepted } = await keepMessage(ctx, feed.id, [{ text, value: form }], ([only]) => ({
    what: "outbound",
    form: only ?? {},
    ...(cut > 0 && { cut }),
  }));
  return { kept: accepted > 0 };
}

async function findByAddress(ctx: Ctx, secret: string): Promise<Feed | null> {
  const { rows } = await ctx.db.query<Feed>(
    `SELECT ${feedColumns} FROM feed f WHERE f.address_hash = $1 AND f.type = 'outbound_events'`,
    [hashAddressSecret(secret)],
  );
  return rows[0] ?? null;
}

/** The fields of a form, without what PostgreSQL cannot keep; `cut`: how many were shortened or left out. Of one name the last counts. */
function formOf(fields: readonly [string, string][]): { form: Record<string, string>; cut: number } {
  const kept = fields.slice(0, fieldsAtMost);
  const long = kept.filter(([name, value]) => name.length > nameChars || value.length > valueChars);
  const form = Object.fromEntries(
    kept.map(([name, value]) => [storable(name).slice(0, nameChars), storable(value).slice(0, valueChars)]),
  );
  return { form, cut: fields.length - Object.keys(form).length + long.length };
}
