/** Recognises which field each column of a table carries, and whether that is enough to read the table. */

import type { ClientKind } from "@/lib/core/client";
import { closestField, headingText, listedField, squeeze } from "./closest-field";
import { type Field, gatewayHeadings, loginHeadings } from "./heading-words";

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

/**
 * Fields that several columns may carry: what they say is weighed row by row. Every other field goes to one
 * column, because two of them could contradict each other about who a client is.
 */
export const severalColumns: ReadonlySet<Field> = new Set<Field>([
  "lastConnect",
  "lastDisconnect",
  "lastSeen",
  "online",
  "needsUpdate",
  "isLost",
]);

/** With one of these a table says when, or whether, its clients were connected. */
const connectionFields: readonly Field[] = [
  "statusDetails",
  "status",
  "lastConnect",
  "lastDisconnect",
  "lastSeen",
  "online",
];
const identityFields: readonly Field[] = ["name", "hostname", "fqdn", "vendorId"];

const comparedCells = 500;
const logins = new Set(loginHeadings.map(squeeze));
const gateways = new Set(gatewayHeadings.map(squeeze));
const login: { field: Field; confidence: number } = { field: "lastConnect", confidence: 0.9 };
const namingFields: ReadonlySet<Field | null> = new Set<Field | null>(["name", "hostname", "fqdn"]);

/**
 * The field of each heading. Most fields go to one column: the surest, then the leftmost; the others stay
 * attributes. Headings are compared with the tables exactly, then folded, then by likeness. In a list of
 * consoles (`kind`) a sign-in is a connection.
 */
export function recogniseHeadings(headings: readonly string[], kind?: ClientKind): RecognisedHeading[] {
  const recognised = headings.map((heading, index) => {
    const isLogin = kind === "console" && logins.has(squeeze(headingText(heading)));
    const closest = isLogin ? login : closestField(heading);
    return { heading, index, ...closest };
  });
  return settle(withoutGateways(recognised));
}

/** A column "Jumpoint" beside a client's own name holds what the client connects through. */
function withoutGateways(recognised: RecognisedHeading[]): RecognisedHeading[] {
  const isGateway = ({ heading }: RecognisedHeading) => gateways.has(squeeze(headingText(heading)));
  const isNamed = recognised.some(
    (one) => one.confidence >= sureConfidence && namingFields.has(one.field) && !isGateway(one),
  );
  return isNamed
    ? recognised.map((one) => (isGateway(one) ? { ...one, field: null, confidence: 0 } : one))
    : recognised;
}

/** Leaves each field with one column: the surest, then the leftmost; `severalColumns` keep all that are sure. */
export function settle(recognised: readonly RecognisedHeading[]): RecognisedHeading[] {
  const winners = new Map<Field, number>();
  for (const one of [...recognised].sort((a, b) => b.confidence - a.confidence || a.index - b.index)) {
    if (one.field !== null && !winners.has(one.field)) winners.set(one.field, one.index);
  }
  return recognised.map((one) => {
    if (one.field === null || winners.get(one.field) === one.index) return one;
    if (severalColumns.has(one.field) && one.confidence >= sureConfidence) return one;
    return { ...one, field: null, confidence: 0 };
  });
}

/** The fields by column of everything recognised surely enough to be used without asking. */
export function sureFields(recognised: readonly RecognisedHeading[]): (Field | null)[] {
  return recognised.map((one) => (one.confidence >= sureConfidence ? one.field : null));
}

/** What a table lacks to be read: something to know a client by, and a word or date about its connection. */
export function missingParts(columns: readonly (Field | null)[]): ("identity" | "date")[] {
  const has = (wanted: readonly Field[]) => columns.some((field) => field !== null && wanted.includes(field));
  const missing: ("identity" | "date")[] = [];
  if (!has(identityFields)) missing.push("identity");
  if (!has(connectionFields)) missing.push("date");
  return missing;
}

/** True if these columns are enough: (name, host or vendor id) and (a date, a status or a yes/no of connection). */
export function isUsable(columns: readonly (Field | null)[]): boolean {
  return missingParts(columns).length === 0;
}

/** How many different fields the cells of this record name as headings do; looks at the first 500 cells. */
export function knownHeadings(cells: readonly string[]): number {
  if (cells.length < 2) return 0;
  return new Set(
    cells
      .slice(0, comparedCells)
      .map((cell) => listedField(cell)?.field)
      .filter(Boolean),
  ).size;
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

/** 32-bit FNV-1a as eight hexadecimal digits. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
