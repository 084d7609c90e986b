/** Every client that fits a question, for a file. */
import type { Ctx } from "@/lib/platform/context";
import type { ClientCursor } from "./client-order";
import type { ClientQuery } from "./client-query";
import { type ClientRow, loadClientRows } from "./client-rows";
import { followOrder } from "./find-page";
import { lastSeenOf } from "./last-seen";
import { scopeOf } from "./shown-rollouts";

const streamedAtOnce = 5_000;

/**
 * In the question's order, page by page from where the last one ended: no connection is held while bytes wait for a reader, and memory
 * stays flat. What comes or goes meanwhile may be in it or not, and nothing is in it twice.
 */
export async function* streamClients(ctx: Ctx, query: ClientQuery): AsyncGenerator<ClientRow> {
  const scope = await scopeOf(ctx, query);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  for (let cursor: ClientCursor | null = null; ; ) {
    const placed = await followOrder(ctx.db, { query, scope, lastSeen, cursor, rows: streamedAtOnce });
    yield* await loadClientRows(
      ctx,
      scope,
      lastSeen,
      placed.map(({ id }) => id),
    );
    const last = placed.at(-1);
    if (!last || placed.length < streamedAtOnce) return;
    cursor = { sort: query.sort ?? "name", value: last.key, id: last.id, back: false };
  }
}
