/** Where a page of clients begins and how it is ordered: keyset paging that stays stable while rows come and go. */
import { memberStates } from "@/lib/core/member";
import { asTimestamp, isInstant } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { placeholders } from "./client-filter";
import { type ClientQuery, type ClientSort, readSort } from "./client-query";

/** The row a page begins after; with `back`, the row it ends before. `value` is that row's sort key. */
export interface ClientCursor {
  sort: string;
  value: string | number | null;
  id: number;
  back: boolean;
}

interface SortKey {
  expression: string;
  nullable: boolean;
  /** An instant goes to SQL as a timestamp, a word as text, a rank as a number. */
  type: "text" | "timestamptz" | "int";
}

const stateOrder = `array_position(ARRAY[${memberStates.map((state) => `'${state}'`).join(",")}], m.state)`;

const sortKeys: Record<ClientSort, SortKey> = {
  name: { expression: 'lower(c."name")', nullable: false, type: "text" },
  kind: { expression: "c.kind", nullable: false, type: "text" },
  group: { expression: "lower(c.group_name)", nullable: true, type: "text" },
  lastSeenAt: { expression: "c.last_seen_at", nullable: true, type: "timestamptz" },
  dueAt: { expression: "m.due_at", nullable: true, type: "timestamptz" },
  state: { expression: stateOrder, nullable: true, type: "int" },
};

/** The sort key as a column, so that the cursor of the next page can be read off a row. */
export function sortKeyColumn(query: ClientQuery): string {
  return `${sortKeys[readSort(query.sort).by].expression} AS sort_key`;
}

/**
 * The condition that begins the page and its order, for `client c LEFT JOIN member m`. Rows without a value come last
 * in both directions; equal rows are told apart by id. With `back` the rows come in reverse, for the caller to turn.
 */
export function pageOf(
  query: ClientQuery,
  cursor: ClientCursor | null,
  values: unknown[],
): { where: string; orderBy: string } {
  const { by, descending } = readSort(query.sort);
  const key = sortKeys[by];
  const back = cursor?.back ?? false;
  const down = descending !== back;
  const direction = down ? "DESC" : "ASC";
  const nulls = key.nullable ? ` NULLS ${back ? "FIRST" : "LAST"}` : "";
  const orderBy = `${key.expression} ${direction}${nulls}, c.id ${direction}`;
  return { where: cursor === null ? "true" : beyond(key, cursor, down, placeholders(values)), orderBy };
}

/** True for the rows after the cursor's row in the order in which they are read. */
function beyond(
  key: SortKey,
  cursor: ClientCursor,
  down: boolean,
  value: (given: unknown) => string,
): string {
  const than = down ? "<" : ">";
  const id = value(cursor.id);
  if (cursor.value === null) {
    const sameNull = `(${key.expression} IS NULL AND c.id ${than} ${id})`;
    return cursor.back ? `(${sameNull} OR ${key.expression} IS NOT NULL)` : sameNull;
  }
  const given = key.type === "timestamptz" ? asTimestamp(Number(cursor.value)) : cursor.value;
  const after = `(${key.expression}, c.id) ${than} (${value(given)}::${key.type}, ${id}::int)`;
  return key.nullable && !cursor.back ? `(${after} OR ${key.expression} IS NULL)` : after;
}

/**
 * The cursor that an opaque text stood for.
 * @throws AppError 400 `invalid_cursor` when it is not one of ours or belongs to another order.
 */
export function readClientCursor(given: unknown, query: ClientQuery): ClientCursor | null {
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

function isId(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) <= largestId;
}

function isKeyOf(value: unknown, type: SortKey["type"]): boolean {
  if (value === null) return true;
  if (type === "text") return typeof value === "string";
  return type === "timestamptz" ? isInstant(value) : isId(value);
}
