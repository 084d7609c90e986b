/** Reads what stands alone on a line, or as the name of a list: does it say which kind of things follow? */

import type { ClientKind } from "@/lib/core/client";
import { readKind } from "../cells/cell-words";
import { cut, foldWords } from "../cells/clean-text";
import { otherItemType } from "./item-types";

/** `item`: the vendor's English name of another item type. */
export type Label = { kind: ClientKind; item: null } | { kind: null; item: string };

const labelChars = 100;
/** Words around the name of a kind that change nothing: "List of Jump Clients (12)". */
const around = new Set(
  "list lists of all the export exported lista listas elenco liste listes export todos todas tutti tous toutes alle der die das dos de do da des du del dei d".split(
    " ",
  ),
);

/** The kind of client or other item type that a label names; null if it names neither. */
export function labelOf(text: string): Label | null {
  if (text.length > labelChars) return null;
  const exact = named(text.trim());
  if (exact) return exact;
  const words = foldWords(cut(text, labelChars)).split(" ");
  while (isAround(words.at(-1))) words.pop();
  while (isAround(words[0])) words.shift();
  return words.length === 0 ? null : named(words.join(" "));
}

function named(text: string): Label | null {
  const kind = readKind(text);
  if (kind !== null) return { kind, item: null };
  const item = otherItemType(text);
  return item === null ? null : { kind: null, item };
}

function isAround(word: string | undefined): boolean {
  return word !== undefined && (around.has(word) || /^\d+$/.test(word));
}
