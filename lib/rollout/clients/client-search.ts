/** Finds clients by words: by the index that is filled after imports, and by looking at those whose text is not in it yet. */
import { searchText } from "@/lib/evidence/search-gap";
import type { ClientScope } from "./shown-rollouts";

const wordsAtMost = 8;

/** What LIKE has to find for each word of a search. */
export function searchPatterns(q: string | undefined): string[] {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return words.slice(0, wordsAtMost).map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}

/** SQL: whether client `c` has a word; `pattern`: its placeholder. */
export function matchesText(c: string, pattern: string): string {
  return `${searchText(c)} LIKE ${pattern}`;
}

/**
 * SQL: the ids (`client_id`) of the clients that have all of the words (placeholders of `searchPatterns`), each once: whose text is
 * in the index is in no gap.
 */
export function foundByText(
  patterns: readonly string[],
  { appliances }: Pick<ClientScope, "appliances">,
): string {
  const scoped = (table: string) =>
    appliances === null ? "" : ` AND ${table}.appliance_id IN (${appliances.join(", ") || "NULL"})`;
  const all = (condition: (pattern: string) => string) => patterns.map(condition).join(" AND ");
  return `SELECT s.client_id FROM client_search s WHERE ${all((pattern) => `s.text LIKE ${pattern}`)}${scoped("s")}
    UNION ALL
    SELECT c.id FROM search_gap g JOIN client c ON c.id BETWEEN g.from_id AND g.to_id AND c.appliance_id = g.appliance_id
     WHERE ${all((pattern) => matchesText("c", pattern))}${scoped("g")}`;
}
