/** Which clients a batch is about: by their ids, by a filter, or by host names that somebody pasted. */
import { normaliseHost, shortHost } from "@/lib/core/client";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { unprocessable } from "@/lib/platform/errors";
import type { ClientQuery } from "@/lib/rollout/clients/client-query";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import { scopeOf } from "@/lib/rollout/clients/shown-rollouts";
import { walkClients } from "@/lib/rollout/clients/walk-clients";
import { conditionsOf } from "../item-filter";
import { goingRolloutOf, itemsOf, rankColumn } from "../item-source";
import type { ItemQuery } from "../schema";

/** Clients, and names that mean none or several hosts. */
export interface Selected {
  clientIds: number[];
  unknown: string[];
  ambiguous: string[];
}

const nobody = { unknown: [], ambiguous: [] };

/** @throws AppError 422 `batch_too_large` */
export function limited(selected: Selected): Selected {
  const { ROLLCALL_BATCH_MAX: most } = env();
  if (selected.clientIds.length <= most) return selected;
  throw unprocessable(
    "batch_too_large",
    `This is about more than ${most} clients. Narrow it down, or raise ROLLCALL_BATCH_MAX.`,
  );
}

export function selectIds(ids: readonly number[]): Selected {
  return limited({ clientIds: [...new Set(ids)], ...nobody });
}

/** The items that fit, in the order of work: whoever takes slots for them takes those of the first. */
export async function selectItems(
  ctx: Ctx,
  applianceId: number,
  filter: Partial<ItemQuery>,
): Promise<Selected> {
  const { where, values } = conditionsOf(filter, ctx.actor);
  const { rows } = await ctx.db.query<{ id: number }>(
    `SELECT item.client_id AS id FROM (${itemsOf(await goingRolloutOf(ctx.db, applianceId))}) item
       JOIN client c ON c.id = item.client_id WHERE ${where}
      ORDER BY ${rankColumn}, -c.priority, item.state_since, item.client_id LIMIT ${env().ROLLCALL_BATCH_MAX + 1}`,
    values,
  );
  return limited({ clientIds: rows.map(({ id }) => id), ...nobody });
}

/** The clients that a list of clients with this question shows. */
export async function selectClients(ctx: Ctx, query: ClientQuery): Promise<Selected> {
  const scope = await scopeOf(ctx, query);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const clientIds: number[] = [];
  for await (const piece of walkClients(ctx.db, { query, scope, lastSeen })) {
    for (const id of piece) clientIds.push(id);
    if (clientIds.length > env().ROLLCALL_BATCH_MAX) break;
  }
  return limited({ clientIds, ...nobody });
}

interface HostRow {
  place: number;
  id: number;
  hostKey: string;
}

/**
 * All clients on these hosts. A short name means the FQDN that it is the only one to fit; one that fits several means none of them.
 * Shadows and merged clients are left out: their host's client is the one that stands.
 */
export async function selectHosts(
  db: Sql,
  applianceId: number,
  hostnames: readonly string[],
): Promise<Selected> {
  const names = [...new Set(hostnames.map(normaliseHost))].filter((name) => name !== "");
  const { rows } = await db.query<HostRow>(
    `SELECT asked.place, c.id, c.host_key AS "hostKey"
       FROM unnest($2::text[]) WITH ORDINALITY AS asked(host, place)
       JOIN LATERAL (SELECT id, host_key FROM client WHERE appliance_id = $1 AND host_key = asked.host AND survivor_id IS NULL
                     UNION SELECT id, host_key FROM client WHERE appliance_id = $1 AND short_host = asked.host AND survivor_id IS NULL) c ON true
       JOIN client_now n ON n.client_id = c.id AND n.stands`,
    [applianceId, names],
  );
  const found = new Map<number, HostRow[]>();
  for (const row of rows) found.set(row.place, [...(found.get(row.place) ?? []), row]);
  const selected: Selected = { clientIds: [], unknown: [], ambiguous: [] };
  for (const [index, name] of names.entries()) {
    const fitting = found.get(index + 1) ?? [];
    const exact = fitting.filter(({ hostKey }) => hostKey === name);
    const meant = exact.length > 0 ? exact : fitting;
    if (meant.length === 0) selected.unknown.push(name);
    else if (exact.length === 0 && new Set(meant.map(({ hostKey }) => hostKey)).size > 1)
      selected.ambiguous.push(name);
    else selected.clientIds.push(...meant.map(({ id }) => id));
  }
  // A pasted FQDN whose client is known by its short name only.
  const again = selected.unknown.filter((name) => shortHost(name) !== name);
  if (again.length > 0) {
    const short = await selectHosts(db, applianceId, again.map(shortHost));
    if (short.clientIds.length > 0) await takeShort(db, selected, again, short.clientIds);
  }
  return limited({ ...selected, clientIds: [...new Set(selected.clientIds)] });
}

/** Only where the client has no domain of its own: another FQDN with the same first label is another machine. */
async function takeShort(
  db: Sql,
  selected: Selected,
  asked: readonly string[],
  ids: readonly number[],
): Promise<void> {
  const { rows } = await db.query<{ id: number; hostKey: string }>(
    `SELECT id, host_key AS "hostKey" FROM client WHERE id = ANY($1::int[]) AND host_key = short_host`,
    [ids],
  );
  for (const name of asked) {
    const meant = rows.filter(({ hostKey }) => hostKey === shortHost(name));
    if (meant.length === 0) continue;
    selected.clientIds.push(...meant.map(({ id }) => id));
    selected.unknown = selected.unknown.filter((each) => each !== name);
  }
}
