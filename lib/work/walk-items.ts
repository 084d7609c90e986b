/** Every item that fits, in the order of a visit, a page at a time. */
import type { Ctx } from "@/lib/platform/context";
import type { WorkItem } from "./item-rows";
import { type ItemCursor, listItems } from "./list-items";
import type { ItemQuery } from "./schema";

const atOnce = 500;

export async function* walkItems(ctx: Ctx, query: ItemQuery): AsyncGenerator<WorkItem, void, undefined> {
  let cursor: ItemCursor | null = null;
  do {
    const page = await listItems(ctx, query, { limit: atOnce, order: "visit", cursor });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
