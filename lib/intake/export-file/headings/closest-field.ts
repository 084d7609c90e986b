/** Compares one heading with the tables of known headings: exactly, but for spelling, and by likeness. */

import { cleanCell, cut, fold, foldWords } from "../cells/clean-text";
import {
  type Field,
  fieldHeadings,
  fields,
  gatewayHeadings,
  headingFillers,
  vagueNameHeadings,
} from "./heading-words";
import { splitZone } from "./heading-zones";
import { otherHeadings } from "./other-headings";

const headingChars = 200;
const comparedChars = 64;
const exactConfidence = 1;
const foldedConfidence = 0.9;
const withoutFillersConfidence = 0.87;
const vagueConfidence = 0.86;
const likenessShare = 0.9;
const leastLikeness = 0.72;
const containedConfidence = 0.55;

const unknown = { field: null, confidence: 0 };
const fillers = new Set(headingFillers);
const byText = new Map<string, Field>();
const byFolded = new Map<string, Field>();
const byCore = new Map<string, Field>();
const others = new Set(otherHeadings.map(squeeze));
const vagueNames = new Set([...vagueNameHeadings, ...gatewayHeadings].map(squeeze));
const phrases = Object.fromEntries(
  fields.map((field) => [field, fieldHeadings[field].map(foldWords)]),
) as Record<Field, string[]>;
for (const field of fields) {
  for (const heading of fieldHeadings[field]) {
    remember(byText, heading.toLowerCase(), field);
    remember(byFolded, squeeze(heading), field);
    remember(byCore, core(heading), field);
  }
}

/** The field that the heading names or may name, and how sure that is: from 0 to 1, as in `RecognisedHeading`. */
export function closestField(heading: string): { field: Field | null; confidence: number } {
  const text = headingText(heading);
  return listedField(text) ?? (isOtherHeading(text) ? unknown : likeliest(squeeze(text), text));
}

/** True for headings of what is no fact of ours, however alike it looks: no field is ever proposed for them. */
export function isOtherHeading(heading: string): boolean {
  const text = headingText(heading);
  return others.has(squeeze(text)) || others.has(squeeze(splitZone(text).plain));
}

/** The field whose table holds this heading, but for spelling; null where only a likeness could be found. */
export function listedField(heading: string): { field: Field; confidence: number } | null {
  const text = headingText(heading).toLowerCase();
  const exact = byText.get(text);
  if (exact) return { field: exact, confidence: exactConfidence };
  return sameField(text) ?? sameField(splitZone(headingText(heading)).plain);
}

function sameField(plain: string): { field: Field; confidence: number } | null {
  const folded = squeeze(plain);
  if (folded === "") return null;
  const same = byFolded.get(folded);
  if (same) return { field: same, confidence: foldedConfidence };
  if (vagueNames.has(folded)) return { field: "name", confidence: vagueConfidence };
  const bare = byCore.get(core(plain));
  return bare ? { field: bare, confidence: withoutFillersConfidence } : null;
}

/**
 * A cheap first look at a cell: false where it is no heading of the tables, but for accents, small words and
 * zones. For the cells of a million rows.
 */
export function mayBeListed(cell: string): boolean {
  if (cell === "" || cell.length > comparedChars || /\d/.test(cell)) return false;
  const text = cell.trim().toLowerCase();
  if (byText.has(text)) return true;
  const squeezed = text.replace(/[^a-z\u0080-\uffff]+/g, "");
  return byFolded.has(squeezed) || vagueNames.has(squeezed);
}

/** A heading as it is compared and shown: one line, single spaces, at most 200 characters. */
export function headingText(cell: string): string {
  return cut(cleanCell(cut(cell.trim(), headingChars * 2)).replace(/\s+/g, " "), headingChars).trim();
}

function likeliest(folded: string, heading: string): { field: Field | null; confidence: number } {
  let field: Field | null = null;
  let confidence = 0;
  if (folded === "" || folded.length > comparedChars) return { field, confidence };
  for (const [known, candidate] of byFolded) {
    const longest = Math.max(known.length, folded.length);
    if (Math.abs(known.length - folded.length) > longest * (1 - leastLikeness)) continue;
    const likeness = 1 - distance(known, folded) / longest;
    if (likeness >= leastLikeness && likeness * likenessShare > confidence) {
      field = candidate;
      confidence = likeness * likenessShare;
    }
  }
  if (confidence < containedConfidence) {
    const words = ` ${foldWords(heading)} `;
    let longest = 0;
    for (const candidate of fields) {
      for (const phrase of phrases[candidate]) {
        if (phrase.length > 3 && phrase.length > longest && words.includes(` ${phrase} `)) {
          field = candidate;
          confidence = containedConfidence;
          longest = phrase.length;
        }
      }
    }
  }
  return { field, confidence: Math.round(confidence * 100) / 100 };
}

function remember(table: Map<string, Field>, key: string, field: Field): void {
  if (key !== "" && !table.has(key)) table.set(key, field);
}

/** Folded letters and digits only: "Última conexão", "ULTIMA_CONEXAO" and "ultimaConexao" are one. */
export function squeeze(heading: string): string {
  return fold(heading).replace(/[^\p{L}\p{N}]+/gu, "");
}

function core(heading: string): string {
  return foldWords(heading)
    .split(" ")
    .filter((word) => !fillers.has(word))
    .join("");
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
