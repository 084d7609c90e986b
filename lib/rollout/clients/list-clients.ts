/** A list of clients, a page at a time. */
import type { Ctx } from "@/lib/platform/context";
import { type ClientCursor, cursorFrom } from "./client-order";
import type { ClientQuery } from "./client-query";
import { type ClientRow, loadClientRows } from "./client-rows";
import { type ClientTotal, estimateTotal, talliedTotal } from "./count-clients";
import { countedAtMost } from "./counted-at-most";
import { followOrder, gatherPage, type PageAsked, type PlacedClient } from "./find-page";
import { lastSeenOf } from "./last-seen";
import { scopeOf } from "./shown-rollouts";

/** A page of clients; `previous` and `next` are where the neighbouring pages begin. */
export interface ClientList {
  items: ClientRow[];
  next: ClientCursor | null;
  previous: ClientCursor | null;
  total: ClientTotal;
}

/** Where in a list a page is: at a cursor, else from a value of the sort key on (`cursorFrom`), else at the beginning. */
export interface ClientPlace {
  limit: number;
  cursor: ClientCursor | null;
  from?: string | undefined;
}

/**
 * Clients that fit a question, a page at a time (`limit` ≤ 500), and how many there are in all.
 * State and reason are those of `query.rolloutId`, else of each appliance's newest rollout.
 * @throws AppError 403 for somebody who may see no clients, 404 for a rollout they may not know of, 400 for a `from` that does not fit.
 */
export async function listClients(ctx: Ctx, query: ClientQuery, place: ClientPlace): Promise<ClientList> {
  const begin = place.cursor ?? (place.from === undefined ? null : cursorFrom(place.from, query));
  const scope = await scopeOf(ctx, query);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const asked = { query, scope, lastSeen, cursor: begin, rows: place.limit + 1 };
  const { placed, total } = await findPage(ctx, asked);
  const back = begin?.back ?? false;
  const more = placed.length > place.limit;
  const page = placed.slice(0, place.limit);
  if (back) page.reverse();
  const cursorAt = (at: PlacedClient | undefined, towardsStart: boolean): ClientCursor | null =>
    at ? { sort: query.sort ?? "name", value: at.key, id: at.id, back: towardsStart } : null;
  return {
    items: await loadClientRows(
      ctx,
      scope,
      lastSeen,
      page.map(({ id }) => id),
    ),
    next: more || back ? cursorAt(page.at(-1), false) : null,
    previous: (back ? more : begin !== null) ? cursorAt(page[0], true) : null,
    total,
  };
}

/** How many clients are passed over on the way through an index before gathering those who fit is quicker. */
const passedOverAtMost = 15_000;

async function findPage(
  { db }: Ctx,
  asked: PageAsked,
): Promise<{ placed: PlacedClient[]; total: ClientTotal }> {
  const { query, scope } = asked;
  const tallied = await talliedTotal(db, query, scope);
  const isDense = tallied !== null && (await passedOver(asked, tallied));
  if (!isDense) {
    const gathered = tallied === null || tallied <= countedAtMost ? await gatherPage(db, asked) : null;
    if (gathered) return { placed: gathered.placed, total: { clients: gathered.total, isEstimate: false } };
  }
  const [placed, total] = await Promise.all([
    followOrder(db, asked),
    tallied === null ? estimateTotal(db, query, scope) : { clients: tallied, isEstimate: false },
  ]);
  return { placed, total };

  async function passedOver({ rows }: PageAsked, fitting: number): Promise<boolean> {
    if (fitting > countedAtMost) return true;
    const order = query.sort?.replace("-", "") ?? "name";
    if (order !== "name" && order !== "group") return false;
    const size = await db.query<{ clients: number }>(
      "SELECT reltuples::bigint AS clients FROM pg_class WHERE oid = 'client'::regclass",
    );
    return (rows * (size.rows[0]?.clients ?? 0)) / Math.max(fitting, 1) <= passedOverAtMost;
  }
}
