/** Asks the exact readers of a row about one cell at a time, so that the answer can be used again for cells that are the same. */

import { normaliseHost } from "@/lib/core/client";
import { isNoDate, isNoValue, readNoDate } from "../cells/cell-words";
import { cleanCell, oneLine } from "../cells/clean-text";
import { readInstant } from "../dates/read-date";
import { mayBeListed } from "../headings/closest-field";
import { dateColumns, type FoundDate } from "../rows/date-columns";
import { keptColumns, keptKeys } from "../rows/kept-columns";
import { clauses, isUnderstood } from "../rows/read-condition";
import { type Identity, identityReader } from "../rows/read-identity";
import { type Cells, placesOf, type RowRules, type Told } from "../rows/read-row";
import { readStatus } from "../status/read-status";
import { ordersOfCell } from "../survey-date-order";
import { type AskCell, type CellAnswer, type Keeping, notPlain } from "./cell-answers";

/** What kind of question a column is: dates, texts of status, single words, who it is, or nothing but what is kept. */
export type AskedAs = "date" | "access" | "status" | "word" | "identity" | "kept";

/** Cells of a record in which only these columns hold anything. */
export function sparseCells(texts: ReadonlyMap<number, string>): Cells {
  const text = (column: number) => cleanCell(texts.get(column) ?? "");
  return { line: 0, text, oneLine: (column) => oneLine(text(column)), isMissing: () => false };
}

/** Told what a reader reports: all that counts is whether there was anything. */
export function listener(): Told & { heard(): boolean } {
  let heard = false;
  const hear = () => {
    heard = true;
  };
  return { notice: hear, refuse: hear, ask: hear, heard: () => heard };
}

/**
 * Makes the questions about the columns of a table. A column is asked about one text; where that has a clock, also about the last
 * second of its hour: what lies between is believed if both ends say the same, an hour apart. `watchOrder`: a date whose order of
 * day and month speaks against the one assumed is not plain.
 */
export function cellAsker(rules: RowRules, watchOrder: boolean): (column: number, as: AskedAs) => AskCell {
  const { table } = rules;
  const places = placesOf(table.columns);
  const dates = dateColumns(rules);
  const identityOf = identityReader(places);
  const keep = keptColumns(table);
  const keyOf = new Map(keptKeys(table).map(({ column, key }) => [column, key]));
  const meanings = new Map<string, number>();
  const mostMeanings = 500_000;

  const numberOf = (meaning: string): number => {
    const known = meanings.get(meaning);
    if (known !== undefined) return known;
    meanings.set(meaning, meanings.size + 1);
    return meanings.size;
  };

  function keptOf(text: string, column: number): Keeping {
    const key = keyOf.get(column);
    if (key === undefined) return null;
    const value = keep(sparseCells(new Map([[column, text]])))[key];
    if (value === undefined) return null;
    const json = JSON.stringify(value);
    return json === `"${text}"` ? "raw" : Buffer.from(json);
  }

  function fitsOrder(text: string, column: number): boolean {
    const field = table.columns[column];
    if (!watchOrder || field == null) return true;
    const orders = ordersOfCell(field, text, rules.now);
    return orders === null || (rules.order !== null && orders.includes(rules.order));
  }

  /** The date of a text in a column; null: it is none that can be used as it is. */
  function dateOf(value: string, column: number, isZoneSecondary: boolean): FoundDate | null {
    const reading = readInstant(value, dates.rulesOf(column));
    if (!("at" in reading)) return null;
    if (!reading.certain && !isZoneSecondary && dates.needsZone(column)) return null;
    return dates.found(value, column, reading);
  }

  function single(text: string, column: number, as: AskedAs): CellAnswer | null {
    const answer: CellAnswer = {
      ...notPlain,
      isPlain: true,
      kept: keptOf(text, column),
      isListed: mayBeListed(text),
    };
    const value = oneLine(cleanCell(text));
    if (as === "kept") return answer;
    if (as === "identity") return withIdentity(answer, text, column);
    if (as === "word") return { ...answer, meaning: numberOf(value) };
    if (as === "status") return withStatus(answer, text, column);
    const none = as === "access" ? isNoDate(value) : readNoDate(value);
    if (none === "unknown") return null;
    if (none === "never" || none === true) return answer;
    return withDate(answer, dateOf(value, column, as === "access"));
  }

  function withStatus(answer: CellAnswer, text: string, column: number): CellAnswer | null {
    const value = clauses(cleanCell(text));
    if (value === "" || isNoValue(value)) return answer;
    const reading = readStatus(value);
    const { dateText } = reading;
    if (!isUnderstood(reading)) return null;
    const meaning = numberOf(JSON.stringify({ ...reading, dateText: dateText !== null }));
    if (dateText === null) return { ...answer, meaning };
    return reading.dateProves ? withDate({ ...answer, meaning }, dateOf(dateText, column, false)) : null;
  }

  function withDate(answer: CellAnswer, date: FoundDate | null): CellAnswer | null {
    if (date === null) return null;
    return { ...answer, at: date.at, spanMs: date.until - date.at, isLocal: date.isLocal };
  }

  function withIdentity(answer: CellAnswer, text: string, column: number): CellAnswer | null {
    const told = listener();
    const cells = sparseCells(new Map([[column, text]]));
    const identity = identityOf(cells, told);
    const field = table.columns[column];
    const isHost = field === "hostname" || field === "fqdn";
    const isKeptAsWell = isHost && Object.keys(keep(cells)).length > 0;
    const value = identifying(identity, field);
    if (told.heard() || isKeptAsWell) return null;
    // A host that is written in any other than the plain way is the exact reader's.
    if (isHost) return value === null && identity.hostname === null ? answer : null;
    if (value === null) return answer;
    return { ...answer, value: Buffer.from(value), key: Buffer.from(normaliseHost(value)) };
  }

  return (column, as) => (text, latest) => {
    if (meanings.size > mostMeanings) return notPlain;
    if (!fitsOrder(text, column) || (latest !== null && !fitsOrder(latest, column))) return notPlain;
    const first = single(text, column, as);
    if (first === null) return notPlain;
    if (latest === null) return first;
    const last = single(latest, column, as);
    return last !== null && areSteady(first, last, lengthOf(text, latest)) ? first : notPlain;
  };
}

/** How far apart the two texts are: the second has the last minute, and the last second where it shows seconds. */
function lengthOf(text: string, latest: string): number {
  let changed = 0;
  for (let index = 0; index < text.length; index++) if (text[index] !== latest[index]) changed += 1;
  return changed > 2 ? 3_599_000 : 3_540_000;
}

function areSteady(first: CellAnswer, last: CellAnswer, apartMs: number): boolean {
  const isMoved = Number.isNaN(first.at) ? Number.isNaN(last.at) : last.at - first.at === apartMs;
  return (
    isMoved &&
    first.meaning === last.meaning &&
    first.spanMs === last.spanMs &&
    first.isLocal === last.isLocal &&
    first.isListed === last.isListed &&
    // Words that hold a clock themselves would have to be spelt anew for each.
    !(first.kept instanceof Uint8Array || last.kept instanceof Uint8Array) &&
    first.kept === last.kept
  );
}

function identifying(identity: Identity, field: string | null | undefined): string | null {
  if (field === "vendorId") return identity.vendorId;
  if (field === "name") return identity.name;
  if (field === "group" || field === "groupId") return identity.group;
  return field === "fqdn" ? identity.fqdn : identity.hostname;
}
