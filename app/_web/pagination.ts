// Decides how long lists are handed out: page by page, each with the cursor of the next.
import { z } from "zod";
import { AppError } from "@/lib/platform/errors";

export const pageLimitDefault = 50;
export const pageLimitMax = 500;

/** The query members of every list; spread into its query schema. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(pageLimitMax).default(pageLimitDefault),
  cursor: z.string().max(2_000).optional().meta({ description: "`nextCursor` of the page before." }),
};

/** The answer of every list. `total` counts all that match, on all pages. */
export function pageAnswer<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nonnegative() });
}

/** Packs where the next page begins (any JSON) into an opaque text. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/**
 * Unpacks a cursor that `writeCursor` made; null when none was given.
 * @throws AppError 400 `invalid_cursor` when it is not one of ours for this list
 */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, position: T): z.output<T> | null {
  if (cursor === undefined) return null;
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new AppError(
      400,
      "invalid_cursor",
      "This cursor does not belong to this list. Start again without a cursor.",
    );
  }
}

/**
 * Cuts the page off rows that were read with `limit + 1`: the one too many only tells that there is a next page.
 * @param positionOf where the page after this row begins
 */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (last: T) => unknown,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(positionOf(last)) : null,
  };
}

const listPosition = z.object({ from: z.int().nonnegative() });

/** A page of a list that is short enough to be read whole (appliances, releases). */
export function pageOfWhole<T>(
  items: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): { items: T[]; nextCursor: string | null; total: number } {
  const from = readCursor(cursor, listPosition)?.from ?? 0;
  const next = from + limit;
  return {
    items: items.slice(from, next),
    nextCursor: next < items.length ? writeCursor({ from: next }) : null,
    total: items.length,
  };
}
