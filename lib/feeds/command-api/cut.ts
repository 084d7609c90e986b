/** Cuts a text that somebody else wrote, for sentences and excerpts. */

/** The first `most` characters; never half of one, which no database and no JSON would keep. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
