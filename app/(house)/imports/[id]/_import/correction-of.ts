/** Which sentence says how what was assumed in reading a list is corrected: at an upload, in a feed's settings, or not at all. */
import type { Assumption } from "@/lib/intake/assumptions";
import type { CameBy } from "@/lib/intake/came-by";

/** `files` that somebody made, or `lists` that Rollcall makes of its readings. */
export function feedBrings(cameBy: Exclude<CameBy, "upload">): "files" | "lists" {
  return cameBy === "list" ? "lists" : "files";
}

/** A key below `import` in the catalogue. */
export function correctionOf(each: Assumption, cameBy: CameBy): string {
  if (cameBy === "upload")
    return `correct.${each.what}.${each.what === "complete" ? each.value : each.basis}`;
  const brings = feedBrings(cameBy);
  const under = `correctOfFeed.${brings}.${each.what}`;
  if (each.what === "complete") return `${under}.${each.value}`;
  return brings === "lists" || each.what === "exported_at" ? under : `${under}.${each.basis}`;
}
