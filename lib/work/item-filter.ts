/** What a question asks of items, as SQL over `item` (itemsOf) and `client c`. */
import type { Actor } from "@/lib/platform/context";
import { matchesText, searchPatterns } from "@/lib/rollout/clients/client-search";
import type { ItemQuery } from "./schema";

export const osColumn = "c.attributes->>'operating_system'";

/** Who asks is `me`; a key is nobody's. */
export function conditionsOf(query: Partial<ItemQuery>, actor: Actor): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  const all = ["true"];
  const oneOf = (column: string, words: readonly string[] | undefined, type: string) => {
    if (words && words.length > 0) all.push(`${column} = ANY(${value(words)}::${type}[])`);
  };
  const exactly = (column: string, text: string | undefined) => {
    if (text !== undefined) all.push(text === "" ? `${column} IS NULL` : `${column} = ${value(text)}`);
  };
  oneOf("item.state", query.state, "text");
  oneOf("c.kind", query.kind, "text");
  oneOf("item.reason_code", query.reason, "reason_code");
  exactly("c.site", query.site);
  exactly("c.group_name", query.group);
  exactly(osColumn, query.os);
  if (query.assignee === "none") all.push("item.holder_id IS NULL AND item.holder_name IS NULL");
  else if (query.assignee !== undefined && query.assignee !== "")
    all.push(`item.holder_id = ${value(query.assignee === "me" ? meOf(actor) : query.assignee)}`);
  for (const pattern of searchPatterns(query.q)) all.push(matchesText("c", value(pattern)));
  return { where: all.join(" AND "), values };
}

function meOf(actor: Actor): string | null {
  return actor.type === "person" ? actor.id : null;
}
