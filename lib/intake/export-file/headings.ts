/** Recognises which field each column of a table carries, and whether that is enough to read the table. */

import { fold, foldWords } from "./clean-text";
import { type Field, fieldHeadings, fields, headingFillers } from "./heading-words";

export interface RecognisedHeading {
  heading: string;
  index: number;
  /** The field this column carries or probably carries, or null: it stays an attribute under its heading. */
  field: Field | null;
  /** 1 as in the tables, 0.9 but for accents, case and spacing, less for a likeness; 0 without a field. */
  confidence: number;
}

/** What a column stands for: heading text to field; null keeps the column as an attribute. */
export type Mapping = Record<string, Field | null>;

/** At and above this a column is taken as recognised; below it the field is only proposed to a person. */
export const sureConfidence = 0.85;

const exactConfidence = 1;
const foldedConfidence = 0.9;
const withoutFillersConfidence = 0.87;
const likenessShare = 0.9;
const leastLikeness = 0.72;
const containedConfidence = 0.55;

const fillers = new Set(headingFillers);
const byText = new Map<string, Field>();
const byFolded = new Map<string, Field>();
const byCore = new Map<string, Field>();
for (const field of fields) {
  for (const heading of fieldHeadings[field]) {
    remember(byText, heading.toLowerCase(), field);
    remember(byFolded, squeeze(heading), field);
    remember(byCore, core(heading), field);
  }
}

/**
 * The field of each heading. Each field goes to one column: the surest, then the leftmost; the others stay
 * attributes. Headings are compared with the tables exactly, then folded, then by likeness.
 */
export function recogniseHeadings(headings: readonly string[]): RecognisedHeading[] {
  return settle(headings.map((heading, index) => ({ heading, index, ...closestField(heading) })));
}

/** Leaves each field with one column only: the surest, then the leftmost. */
export function settle(recognised: readonly RecognisedHeading[]): RecognisedHeading[] {
  const winners = new Map<Field, number>();
  for (const one of [...recognised].sort((a, b) => b.confidence - a.confidence || a.index - b.index)) {
    if (one.field !== null && !winners.has(one.field)) winners.set(one.field, one.index);
  }
  return recognised.map((one) =>
    one.field !== null && winners.get(one.field) === one.index ? one : { ...one, field: null, confidence: 0 },
  );
}

/** The fields by column of everything recognised surely enough to be used without asking. */
export function sureFields(recognised: readonly RecognisedHeading[]): (Field | null)[] {
  return recognised.map((one) => (one.confidence >= sureConfidence ? one.field : null));
}

/** What a table lacks to be read: it needs something to know a client by, and a date of connection. */
export function missingParts(columns: readonly (Field | null)[]): ("identity" | "date")[] {
  const has = (wanted: readonly Field[]) => columns.some((field) => field !== null && wanted.includes(field));
  const missing: ("identity" | "date")[] = [];
  if (!has(["name", "hostname", "fqdn", "vendorId"])) missing.push("identity");
  if (!has(["statusDetails", "lastConnect", "lastDisconnect"])) missing.push("date");
  return missing;
}

/** True if these columns are enough: (name, host or vendor id) and a date. */
export function isUsable(columns: readonly (Field | null)[]): boolean {
  return missingParts(columns).length === 0;
}

/**
 * A short stable name for a set of headings, whatever their order and spelling, under which an answer given
 * on the mapping screen is remembered.
 */
export function fingerprint(headings: readonly string[]): string {
  const folded = headings.map(squeeze).sort();
  return `${headings.length}-${hash(folded.join("\u001f"), 0x811c9dc5)}${hash(folded.join("\u001e"), 0x9747b28c)}`;
}

/** Headings as the columns are called: blank ones are numbered, repeated ones are told apart. */
export function columnNames(headings: readonly string[]): string[] {
  const taken = new Set<string>();
  return headings.map((heading, index) => {
    const base = heading === "" || heading === "__proto__" ? `column ${index + 1}` : heading;
    let name = base;
    for (let copy = 2; taken.has(name); copy++) name = `${base} (${copy})`;
    taken.add(name);
    return name;
  });
}

/** How sure it is that the heading names a field, from 0 to 1, and which. */
function closestField(heading: string): { field: Field | null; confidence: number } {
  return listedField(heading) ?? likeliest(squeeze(heading), heading);
}

/** The field whose table holds this heading, but for spelling; null where only a likeness could be found. */
export function listedField(heading: string): { field: Field; confidence: number } | null {
  const text = heading.trim().toLowerCase();
  const exact = byText.get(text);
  if (exact) return { field: exact, confidence: exactConfidence };
  const plain = text.replace(/\s*[([](?:utc|gmt|local|date|data|datum|fecha)?[)\]]\s*$/, "");
  const folded = squeeze(plain);
  if (folded === "") return null;
  const same = byFolded.get(folded);
  if (same) return { field: same, confidence: foldedConfidence };
  const bare = byCore.get(core(plain));
  return bare ? { field: bare, confidence: withoutFillersConfidence } : null;
}

function likeliest(folded: string, heading: string): { field: Field | null; confidence: number } {
  let field: Field | null = null;
  let confidence = 0;
  if (folded === "" || folded.length > 64) return { field, confidence };
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
      for (const known of fieldHeadings[candidate]) {
        const phrase = foldWords(known);
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

/** 32-bit FNV-1a as eight hexadecimal digits. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
