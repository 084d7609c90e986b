/** How a file came to Rollcall, which decides what whoever reads about it can do to bring a better one. */
import { type Locale, words } from "@/lib/platform/words";

/** `upload`: a person or a script sent it; `folder`, `url`: a feed found it there; `list`: Rollcall made it of what a feed read. */
export const waysToCome = ["upload", "folder", "url", "list"] as const;
export type CameBy = (typeof waysToCome)[number];

/** What sentences about a file ask for by name: each says what the reader can do where it comes from. */
const phrases = [
  "bringAgain",
  "bringSame",
  "bringCsv",
  "bringColumns",
  "bringHeadings",
  "bringJson",
  "bringSaved",
  "bringUnpacked",
  "bringJumpClients",
  "stated",
] as const;

type BringWords = Readonly<Record<(typeof phrases)[number] | "cameBy", string>>;

const made = new Map<string, BringWords>();

/** What any sentence about a file that came so is given besides its own values. */
export function bringWords(cameBy: CameBy, locale: Locale = "en"): BringWords {
  const key = `${locale} ${cameBy}`;
  let known = made.get(key);
  if (!known) {
    const t = words("bring", locale);
    const told = phrases.map((phrase) => [phrase, t(phrase, { cameBy })]);
    known = { cameBy, ...Object.fromEntries(told) } as BringWords;
    made.set(key, known);
  }
  return known;
}
