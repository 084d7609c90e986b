/** Finds who is on a page of a list: of few who fit all are gathered; of many the order of the list is followed. */
import type { Sql } from "@/lib/platform/db";
import { conditionsOf, placeholders } from "./client-filter";
import { type ClientCursor, type Order, orderOf, stretchesOf, wholePage } from "./client-order";
import type { ClientQuery } from "./client-query";
import { foundByText, matchesText } from "./client-search";
import { countedAtMost } from "./counted-at-most";
import type { LastSeen } from "./last-seen";
import { type MemberSource, memberSource } from "./member-source";
import type { ClientScope } from "./shown-rollouts";

/** A client of a page with its sort key. */
export interface PlacedClient {
  id: number;
  key: string | number | null;
}

/** Everything that a page depends on. */
export interface PageAsked {
  query: ClientQuery;
  scope: ClientScope;
  lastSeen: LastSeen;
  cursor: ClientCursor | null;
  /** One more than the page shows: it only tells that there is a next one. */
  rows: number;
}

/** SQL for everybody who fits, with these columns, in no order. */
export function matchesOf(
  query: ClientQuery,
  scope: ClientScope,
  member: MemberSource,
  columns: readonly string[],
  join = "",
): { sql: string; values: unknown[] } {
  const { now, described, patterns, values } = conditionsOf(query, scope, member);
  const where = allOf([...now, ...described]);
  const select = `SELECT ${columns.join(", ")} FROM`;
  if (described.length + patterns.length === 0)
    return { sql: `${select} ${member.from} ${join} WHERE ${where}`, values };
  const clients =
    patterns.length > 0
      ? `(${foundByText(patterns, scope)}) found JOIN client c ON c.id = found.client_id`
      : "client c";
  return {
    sql: `${select} ${clients} JOIN client_now n ON n.client_id = c.id ${member.lookUp} ${join} WHERE ${where}`,
    values,
  };
}

/**
 * The page, where at most `countedAtMost` fit, and how many do: everybody who fits is found once, and the page cut out of them.
 * `null`: more fit.
 */
export async function gatherPage(
  db: Sql,
  { query, scope, lastSeen, cursor, rows }: PageAsked,
): Promise<{ placed: PlacedClient[]; total: number } | null> {
  const member = memberSource(scope);
  const order = orderOf(query, member, lastSeen);
  const isDescribed = isAboutDescription(query);
  const isKeyKnown = order.of === "now" || isDescribed;
  const columns = [
    `${isDescribed ? "c.id" : member.id} AS id`,
    ...(isKeyKnown ? [`${order.key} AS key`] : []),
  ];
  const { sql, values } = matchesOf(query, scope, member, columns, lastSeen.join);
  const keyed = isKeyKnown
    ? "found"
    : `(SELECT f.id, ${order.key} AS key FROM found f JOIN client c ON c.id = f.id)`;
  const page = wholePage(order, cursor, values, { key: "keyed.key", id: "keyed.id" });
  const found = await db.query<{ total: number; id: number | null; key: PlacedClient["key"] }>(
    `WITH found AS MATERIALIZED (${sql} LIMIT ${countedAtMost + 1})
     SELECT counted.total, placed.id, placed.key
       FROM (SELECT count(*) AS total FROM found) counted LEFT JOIN (
         SELECT keyed.id, keyed.key FROM ${keyed} keyed
          WHERE (SELECT count(*) FROM found) <= ${countedAtMost} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ${rows}) placed ON true`,
    values,
  );
  const total = found.rows[0]?.total ?? 0;
  if (total > countedAtMost) return null;
  return { placed: found.rows.flatMap(({ id, key }) => (id === null ? [] : [{ id, key }])), total };
}

/** Whether a question asks for what describes a client. */
function isAboutDescription({ group, q }: ClientQuery): boolean {
  return group !== undefined || Boolean(q?.trim());
}

/** Clients that are looked at one after the other before everybody is. */
const walkedAtMost = 50_000;

/** The page, where many fit. */
export async function followOrder(db: Sql, asked: PageAsked): Promise<PlacedClient[]> {
  const { query, scope, lastSeen, rows } = asked;
  const member = memberSource(scope);
  const order = orderOf(query, member, lastSeen);
  const placed: PlacedClient[] = [];
  for (let part = 0; part < 2 && placed.length < rows; part++) {
    const rest = { ...asked, rows: rows - placed.length };
    if (order.of === "described") {
      const walked = await walkIndex(db, rest, member, order, part);
      if (walked === null) break;
      if (walked.length === rest.rows) {
        placed.push(...walked);
        break;
      }
    }
    // Else either the stretch ends here, or those who fit are far apart.
    const sorted = await sortEverybody(db, rest, member, order, part);
    if (sorted === null) break;
    placed.push(...sorted);
  }
  return placed;
}

/** Goes along the index of the order. `null`: there is no such part of it. */
async function walkIndex(
  db: Sql,
  { query, scope, cursor, rows }: PageAsked,
  member: MemberSource,
  order: Order,
  part: number,
): Promise<PlacedClient[] | null> {
  const { now, described, patterns, values } = conditionsOf(query, scope, member);
  const fits = allOf([...described, ...patterns.map((pattern) => matchesText("c", pattern))]);
  const stretch = stretchesOf(order, cursor, { key: order.key, id: "c.id" })[part];
  if (!stretch) return null;
  const { rows: placed } = await db.query<PlacedClient>(
    `SELECT c.id, c.key
       FROM (SELECT c.id, c.name, c.host_key, c.group_name, c.vendor_id, ${order.key} AS key FROM client c
              WHERE ${stretch.where(placeholders(values))} ORDER BY ${stretch.orderBy} LIMIT ${walkedAtMost}) c
      CROSS JOIN LATERAL (SELECT 1 FROM client_now n ${member.lookUp} WHERE n.client_id = c.id AND ${allOf(now)} OFFSET 0) n
      WHERE ${fits} ORDER BY ${stretch.orderBy.replaceAll(order.key, "c.key")} LIMIT ${rows}`,
    values,
  );
  return placed;
}

/** Looks at everybody who fits. `null`: there is no such part of the order. */
export async function sortEverybody(
  db: Sql,
  { query, scope, lastSeen, cursor, rows }: PageAsked,
  member: MemberSource,
  order: Order,
  part: number,
): Promise<PlacedClient[] | null> {
  const isDescribed = isAboutDescription(query);
  const id = isDescribed ? "c.id" : member.id;
  const names = order.of === "described" && !isDescribed ? `JOIN client c ON c.id = ${member.id}` : "";
  const columns = [`${id} AS id`, `${order.key} AS key`];
  const { sql, values } = matchesOf(query, scope, member, columns, `${lastSeen.join} ${names}`);
  const stretch = stretchesOf(order, cursor, { key: order.key, id })[part];
  if (!stretch) return null;
  const { rows: placed } = await db.query<PlacedClient>(
    `${sql} AND ${stretch.where(placeholders(values))} ORDER BY ${stretch.orderBy} LIMIT ${rows}`,
    values,
  );
  return placed;
}

function allOf(conditions: readonly string[]): string {
  return conditions.join(" AND ") || "true";
}
