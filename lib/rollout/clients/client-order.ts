/** How a list of clients is ordered, and where a page of it begins: keyset paging that stays stable while rows come and go. */
import { memberStates } from "@/lib/core/member";
import { asTimestamp, isInstant } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { placeholders } from "./client-filter";
import { type ClientQuery, type ClientSort, readSort } from "./client-query";
import type { LastSeen } from "./last-seen";
import type { MemberSource } from "./member-source";

/** The row a page begins after; with `back`, the row it ends before. `value` is that row's sort key. */
export interface ClientCursor {
  sort: string;
  value: string | number | null;
  id: number;
  back: boolean;
}

interface SortKey {
  /** Which table has it: that of the description has an index in this order. */
  of: "described" | "now";
  nullable: boolean;
  /** An instant goes to SQL as a timestamp, a word as text, a rank as a number. */
  type: "text" | "timestamptz" | "int";
}

const sortKeys: Record<ClientSort, SortKey> = {
  name: { of: "described", nullable: false, type: "text" },
  kind: { of: "now", nullable: false, type: "text" },
  group: { of: "described", nullable: true, type: "text" },
  lastSeenAt: { of: "now", nullable: true, type: "timestamptz" },
  dueAt: { of: "now", nullable: true, type: "timestamptz" },
  state: { of: "now", nullable: true, type: "int" },
};

/** An order as SQL. */
export interface Order extends SortKey {
  /** The sort key over `client c` or `client_now n`. */
  key: string;
  descending: boolean;
}

const stateOrder = `ARRAY[${memberStates.map((state) => `'${state}'`).join(",")}]::member_state[]`;

/** The order of a question. Rows without a value come last in both directions; equal rows are told apart by id. */
export function orderOf(query: Pick<ClientQuery, "sort">, member: MemberSource, lastSeen: LastSeen): Order {
  const { by, descending } = readSort(query.sort);
  const keys: Record<ClientSort, string> = {
    name: 'lower(c."name")',
    kind: "n.kind",
    group: "lower(c.group_name)",
    lastSeenAt: lastSeen.column,
    dueAt: member.orNull("due_at"),
    state: `array_position(${stateOrder}, ${member.orNull("state")})`,
  };
  return { ...sortKeys[by], key: keys[by], descending };
}

/** A part of an order in which rows follow each other by an index: rows with a value, or rows without. */
export interface Stretch {
  /** `value` keeps a value and gives its placeholder. */
  where: (value: (given: unknown) => string) => string;
  orderBy: string;
}

/**
 * The page as SQL, where `key` and `id` name the columns: the stretches after the cursor's row, in the order in which they are read. With
 * `back` the rows come in reverse, for the caller to turn.
 */
export function stretchesOf(
  order: Order,
  cursor: ClientCursor | null,
  { key, id }: { key: string; id: string },
): Stretch[] {
  const back = cursor?.back ?? false;
  const down = order.descending !== back;
  const direction = down ? "DESC" : "ASC";
  const orderBy = `${key} ${direction}, ${id} ${direction}`;
  const than = down ? "<" : ">";
  const stretch = (where: Stretch["where"]): Stretch => ({ where, orderBy });
  const withValue = stretch(() => (order.nullable ? `${key} IS NOT NULL` : "true"));
  const without = order.nullable ? [stretch(() => `${key} IS NULL`)] : [];
  if (cursor === null) return [withValue, ...without];
  if (cursor.value === null) {
    const rest = stretch((value) => `${key} IS NULL AND ${id} ${than} ${value(cursor.id)}`);
    return back ? [rest, withValue] : [rest];
  }
  const given = order.type === "timestamptz" ? asTimestamp(Number(cursor.value)) : cursor.value;
  const after = stretch(
    (value) => `(${key}, ${id}) ${than} (${value(given)}::${order.type}, ${value(cursor.id)}::int)`,
  );
  return back ? [after] : [after, ...without];
}

/** The same of few rows, in one: rows without a value come last, whichever way the list is turned. */
export function wholePage(
  order: Order,
  cursor: ClientCursor | null,
  values: unknown[],
  names: { key: string; id: string },
): { where: string; orderBy: string } {
  const value = placeholders(values);
  const stretches = stretchesOf(order, cursor, names);
  const nulls = order.nullable ? [`${names.key} IS NULL ${cursor?.back ? "DESC" : "ASC"}`] : [];
  return {
    where: `(${stretches.map(({ where }) => where(value)).join(" OR ")})`,
    orderBy: [...nulls, stretches[0]?.orderBy].join(", "),
  };
}

/**
 * The cursor that an opaque text stood for.
 * @throws AppError 400 `invalid_cursor` when it is not one of ours or belongs to another order.
 */
export function readClientCursor(given: unknown, query: Pick<ClientQuery, "sort">): ClientCursor | null {
  if (given === null || given === undefined) return null;
  const cursor = given as Partial<ClientCursor>;
  const sort = query.sort ?? "name";
  const wellFormed =
    typeof cursor === "object" &&
    cursor.sort === sort &&
    isId(cursor.id) &&
    typeof cursor.back === "boolean" &&
    isKeyOf(cursor.value, sortKeys[readSort(sort).by].type);
  if (!wellFormed) {
    throw new AppError(
      400,
      "invalid_cursor",
      "This cursor does not belong to this list and order. Ask for the first page again.",
    );
  }
  return cursor as ClientCursor;
}

const largestId = 2_147_483_647;

/**
 * Where the list begins that is to begin at a value of what it is sorted by: a name, a group, a kind or a state as a word, an instant as
 * RFC 3339. Whoever has exactly this value is the first.
 * @throws AppError 400 `invalid_request` for a value that the order does not have
 */
export function cursorFrom(from: string, query: Pick<ClientQuery, "sort">): ClientCursor {
  const { by, descending } = readSort(query.sort);
  const value = keyOfText(from, by);
  if (value === null)
    throw new AppError(
      400,
      "invalid_request",
      `\`from\` has to be ${expected(by)}, because the list is sorted by it.`,
    );
  return { sort: query.sort ?? "name", value, id: descending ? largestId : 0, back: false };
}

function keyOfText(from: string, by: ClientSort): string | number | null {
  switch (sortKeys[by].type) {
    case "timestamptz": {
      const instant = Date.parse(from);
      return isInstant(instant) ? instant : null;
    }
    case "int": {
      const place = (memberStates as readonly string[]).indexOf(from);
      return place === -1 ? null : place + 1;
    }
    case "text":
      return from.toLowerCase();
  }
}

function expected(by: ClientSort): string {
  if (by === "state") return `one of ${memberStates.join(", ")}`;
  return sortKeys[by].type === "timestamptz" ? "an instant such as 2026-11-02T08:00:00Z" : "a text";
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) <= largestId;
}

function isKeyOf(value: unknown, type: SortKey["type"]): boolean {
  if (value === null) return true;
  if (type === "text") return typeof value === "string";
  return type === "timestamptz" ? isInstant(value) : isId(value);
}
