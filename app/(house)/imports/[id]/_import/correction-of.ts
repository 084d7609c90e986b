/** Which sentence says how what was assumed in reading a list is corrected: at an upload, in a feed's settings, or not at all. */
import type { Assumption } from "@/lib/intake/assumptions";

/** A key below `import` in the catalogue. `brings`: what the feed that brought it brings; null: somebody uploaded it. */
export function correctionOf(each: Assumption, brings: "files" | "lists" | null): string {
  if (brings === null) return `correct.${each.what}.${each.what === "complete" ? each.value : each.basis}`;
  const under = `correctOfFeed.${brings}.${each.what}`;
  if (each.what === "complete") return `${under}.${each.value}`;
  return brings === "lists" || each.what === "exported_at" ? under : `${under}.${each.basis}`;
}
