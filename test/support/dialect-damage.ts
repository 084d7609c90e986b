/** Damage to one cell of a written table: what typing, cutting and broken programs do to it. */
import fc from "fast-check";
import type { DialectColumn } from "./dialect-words";
import type { Dialect, ExtraColumn, RawMark } from "./dialect-writing";

const kinds = [
  "all letters",
  "one letter",
  "all digits",
  "one digit",
  "cut",
  "another word",
  "emptied",
  "quotation mark",
  "delimiter",
] as const;

export interface Damage {
  kind: (typeof kinds)[number];
  /** Each is taken modulo what there is. */
  row: number;
  column: number;
  place: number;
}

export const someDamage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom(...kinds),
  row: fc.nat({ max: 6 }),
  column: fc.nat({ max: 13 }),
  place: fc.nat({ max: 60 }),
});

/** No word of any language, no abbreviation of yes or no. */
const strange = ["q", "z", "w"];
const strangeWords = [
  "frobnicated",
  "perhaps",
  "see ticket 12",
  "qq",
  "???",
  "1x",
  "to be checked on Monday",
];

export interface DamagedCells {
  cells: string[][];
  raw?: RawMark;
}

/**
 * The cells with one of them damaged, or null where that would be no damage: the cell has nothing of the kind, or says
 * something else afterwards that is as good as what it said (an empty cell, a shorter date, another yes or no).
 */
export function damage(
  dialect: Dialect,
  cells: readonly (readonly string[])[],
  { kind, row, column, place }: Damage,
): DamagedCells | null {
  const at = { row: row % cells.length, column: column % dialect.columns.length };
  const cell = cells[at.row]?.[at.column] ?? "";
  const field = dialect.columns[at.column] as DialectColumn | ExtraColumn;
  if (kind === "quotation mark" || kind === "delimiter") {
    if (dialect.file.type === "json") return null;
    const mark = kind === "delimiter" ? dialect.file.delimiter : '"';
    const copy = cells.map((each) => [...each]);
    return { cells: copy, raw: { ...at, after: place, mark } };
  }
  const text = spoil(dialect, field, cell, kind, place);
  if (text === null || text.toLowerCase() === cell.toLowerCase()) return null;
  return { cells: cells.map((each, index) => (index === at.row ? each.with(at.column, text) : [...each])) };
}

function spoil(
  dialect: Dialect,
  field: DialectColumn | ExtraColumn,
  cell: string,
  kind: Damage["kind"],
  place: number,
): string | null {
  switch (kind) {
    case "all letters":
      return cell.replace(/\p{L}/gu, (letter) => strangeFor(letter, place));
    case "one letter":
      return replaceOne(cell, /\p{L}/gu, place, (letter) => strangeFor(letter, place));
    case "all digits":
      return cell.replace(/\d/g, place % 2 ? "9" : "?");
    case "one digit":
      return replaceOne(cell, /\d/g, place, () => (place % 2 ? "O" : "?"));
    case "another word":
      return strangeWords[place % strangeWords.length] ?? null;
    case "emptied":
      return isIdentity(field) ? "" : null;
    case "cut": {
      const cut = cell.slice(0, place % Math.max(cell.length, 1));
      return isStillTold(dialect, field, cut) ? null : cut;
    }
    default:
      return null;
  }
}

function strangeFor(letter: string, place: number): string {
  const other = strange[place % strange.length] ?? "q";
  return letter.toLowerCase() === other ? (other === "q" ? "w" : "q") : other;
}

function replaceOne(cell: string, what: RegExp, place: number, by: (found: string) => string): string | null {
  const places = [...cell.matchAll(what)];
  const found = places[place % Math.max(places.length, 1)];
  if (!found) return null;
  return cell.slice(0, found.index) + by(found[0]) + cell.slice(found.index + found[0].length);
}

/** Columns in which an empty cell does not say anything about the client's state. */
function isIdentity(field: DialectColumn | ExtraColumn): boolean {
  return typeof field !== "string" || ["id", "name", "host", "fqdn", "group"].includes(field);
}

/**
 * True where what is left of a cell may be taken at its word: nothing at all, or a whole date that may claim more than
 * the one it was cut from. A shorter date is an earlier one, except where an offset or AM/PM is lost; of a disconnect an earlier one
 * claims more.
 */
function isStillTold(dialect: Dialect, field: DialectColumn | ExtraColumn, cut: string): boolean {
  if (isIdentity(field)) return false;
  if (!/[\p{L}\p{N}]/u.test(cut)) return true;
  if (dialect.dates.mayBeCut && field !== "disconnect") return false;
  const numbers = cut.match(/\d+/g) ?? [];
  const isDate =
    numbers.length > 2 ||
    numbers.some((digits) => digits.length > 4) ||
    (numbers.length > 1 && /\p{L}{3}/u.test(cut));
  return isDate;
}
