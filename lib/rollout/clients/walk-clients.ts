/** Goes through everybody who fits a question, in its order, thousands at a time. */
import type { Sql } from "@/lib/platform/db";
import { conditionsOf, placeholders } from "./client-filter";
import { type ClientCursor, orderOf, stretchesOf } from "./client-order";
import { matchesText } from "./client-search";
import { countedAtMost } from "./counted-at-most";
import { gatherPage, type PageAsked, sortEverybody } from "./find-page";
import { memberSource } from "./member-source";

type Asked = Pick<PageAsked, "query" | "scope" | "lastSeen">;

/** Where few fit they are gathered; else the index of the order is followed, or everybody is looked at for as many as memory holds. */
export async function* walkClients(db: Sql, asked: Asked): AsyncGenerator<number[], void, undefined> {
  const few = await gatherPage(db, { ...asked, cursor: null, rows: countedAtMost });
  if (few) {
    yield few.placed.map(({ id }) => id);
    return;
  }
  const order = orderOf(asked.query, memberSource(asked.scope), asked.lastSeen);
  yield* order.of === "described" ? alongIndex(db, asked) : byLooking(db, asked);
}

const lookedAtOnce = 100_000;

async function* byLooking(db: Sql, asked: Asked): AsyncGenerator<number[], void, undefined> {
  const sort = asked.query.sort ?? "name";
  const member = memberSource(asked.scope);
  const order = orderOf(asked.query, member, asked.lastSeen);
  let cursor: ClientCursor | null = null;
  for (let part = 0; part < 2; ) {
    const placed = await sortEverybody(db, { ...asked, cursor, rows: lookedAtOnce }, member, order, part);
    if (placed === null) return;
    yield placed.map(({ id }) => id);
    const last = placed.at(-1);
    if (last && placed.length === lookedAtOnce) {
      cursor = { sort, value: last.key, id: last.id, back: false };
      // The stretches are those after the cursor: without a value there is one only.
      part = 0;
    } else part++;
  }
}

/** Those of a stretch of the order who fit, and where it ended. */
interface Walked {
  ids: number[];
  walked: number;
  lastId: number;
  lastKey: string | null;
}

const firstSteps = 2_000;
const steps = 20_000;

async function* alongIndex(db: Sql, asked: Asked): AsyncGenerator<number[], void, undefined> {
  const sort = asked.query.sort ?? "name";
  let cursor: ClientCursor | null = null;
  let atOnce = firstSteps;
  for (let part = 0; part < 2; ) {
    const found = await walk(db, asked, cursor, part, atOnce);
    if (found === null) return;
    yield found.ids;
    if (found.walked === atOnce) {
      cursor = { sort, value: found.lastKey, id: found.lastId, back: false };
      part = 0;
    } else part++;
    atOnce = steps;
  }
}

/** The next clients in the order, whether they fit or not. `null`: there is no such part of it. */
async function walk(
  db: Sql,
  { query, scope, lastSeen }: Asked,
  cursor: ClientCursor | null,
  part: number,
  atOnce: number,
): Promise<Walked | null> {
  const member = memberSource(scope);
  const order = orderOf(query, member, lastSeen);
  const { now, described, patterns, values } = conditionsOf(query, scope, member);
  const fits = [...described, ...patterns.map((pattern) => matchesText("c", pattern)), "n.stands"];
  const stretch = stretchesOf(order, cursor, { key: order.key, id: "c.id" })[part];
  if (!stretch) return null;
  // In one row: of thousands that are read one by one, each would be an object.
  const { rows } = await db.query<Walked>(
    `SELECT COALESCE(array_agg(w.id::bigint) FILTER (WHERE w.fits), '{}') AS ids, count(*) AS walked,
            (array_agg(w.id))[count(*)::int] AS "lastId", (array_agg(w.key))[count(*)::int] AS "lastKey"
       FROM (SELECT c.id, c.key, COALESCE(${fits.join(" AND ")}, false) AS fits
               FROM (SELECT c.id, c.name, c.host_key, c.group_name, c.vendor_id, ${order.key} AS key FROM client c
                      WHERE ${stretch.where(placeholders(values))} ORDER BY ${stretch.orderBy} LIMIT ${atOnce}) c
               LEFT JOIN LATERAL (SELECT true AS stands FROM client_now n ${member.lookUp}
                                   WHERE n.client_id = c.id AND ${now.join(" AND ") || "true"} OFFSET 0) n ON true
              ORDER BY ${stretch.orderBy.replaceAll(order.key, "c.key")}) w`,
    values,
  );
  return rows[0] ?? null;
}
