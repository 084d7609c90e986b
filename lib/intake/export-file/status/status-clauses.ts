/** Cuts a status text into clauses: pieces in which a date belongs to the words that stand beside it. */

import { weekdayWords } from "../dates/date-words";
import { dateMark } from "./dates-in-text";
import { durationUnits, relativeDays, statusWords, type WordKind } from "./status-words";

/**
 * `date`: one of the dates that were taken out. `when`: a time that names no date ("3 days", "14:00"). `name`: a
 * host, address or other word with a digit, dot or @ in it. `version`: numbers with dots. `number`: digits alone.
 * `aside`: here stood words in brackets that have a clause of their own.
 */
export type ItemKind = WordKind | "date" | "when" | "name" | "version" | "number" | "aside";

export interface Item {
  kind: ItemKind;
  /** Which of the dates, for `date`; else -1. */
  date: number;
  /** For `date` and `when`: a word like "since", or brackets, tie it to what stands before it. */
  isTied: boolean;
}

export type Clause = Item[];

export interface Clauses {
  clauses: Clause[];
  /** False if a clause of things alone ("version 24.3.4") was left out. */
  areAll: boolean;
}

const kinds = new Map<string, ItemKind>();
for (const word of weekdayWords) kinds.set(word.replace("-", " "), "filler");
for (const word of relativeDays) kinds.set(word, "when");
for (const kind of Object.keys(statusWords) as WordKind[])
  for (const phrase of statusWords[kind]) kinds.set(phrase, kind);
/** How many words the longest phrase has that begins with this one. */
const longestFrom = new Map<string, number>();
for (const phrase of kinds.keys()) {
  const words = phrase.split(" ");
  const first = words[0] as string;
  longestFrom.set(first, Math.max(longestFrom.get(first) ?? 1, words.length));
}
const units = new Set(durationUnits);

const pieces = new RegExp(
  `${dateMark}|0(?: ?[:/-] ?0)+|[\\p{L}\\p{N}]+(?:[-._@][\\p{L}\\p{N}]+)*|[^ ]`,
  "gu",
);
const opening = new Set("([{");
const closing = new Set(")]}");
const separators = new Set(",;|\u2013\u2014\u2192\u2026");
/** Marks that say nothing. Every other one (? ~ \u2260 \u2717 …) is as good as an unknown word. */
const silent = new Set(
  "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb=:/&+*#%@_\u00b7\u2022\u25cf\u25cb\u2713\u2714\u{1f534}\u{1f7e0}\u{1f7e1}\u{1f7e2}",
);

const setOf = (...members: ItemKind[]): ReadonlySet<ItemKind> => new Set(members);
const joining = setOf("filler", "at", "noun");
const datesAndSmallWords = setOf("date", "when", "since", "at", "filler", "and");
const denialsAndSmallWords = setOf("not", "never", "yet", "filler", "and");
const smallWords = setOf("filler", "and", "at");
const emptyWords = setOf("filler", "and", "at", "noun", "name", "version", "number", "aside");
const weightless = setOf(
  ...(["filler", "and", "at", "noun", "name", "version", "number", "since", "date", "when"] as const),
  ...(["aside", "last", "was", "yet", "not", "never", "noLonger"] as const),
);
const eventful = setOf(
  ...(["unknown", "planned", "leadsOn", "online", "inUse", "offline", "unreachable", "seen"] as const),
  ...(["disabled", "uninstalled"] as const),
);

/**
 * The clauses of a template (see `takeDatesOut`), in order. Commas, dashes, sentence ends and brackets cut them;
 * so does a date that "since" ties to its words, and "and" behind a date. Put back together are: what brackets
 * interrupt, a clause that is nothing but a date with the one before it (else behind it), unless it might
 * belong to either, and a clause that is nothing but a denial ("Online - no") with the one before it. Clauses
 * of things alone ("version 24.3.4") are left out.
 */
export function clausesOf(template: string): Clauses {
  const cut = new Cutter();
  let words: string[] = [];
  let dates = 0;
  let isNumberOpen = false;

  function flush(): void {
    if (isNumberOpen) {
      // "3 days"
      const isDuration = units.has(words[0] ?? "");
      cut.add(isDuration ? "when" : "number");
      if (isDuration) words.shift();
      isNumberOpen = false;
    }
    if (words.length > 0) addWords(words, cut);
    words = [];
  }

  for (const match of template.matchAll(pieces)) {
    const piece = match[0];
    const next = template.charCodeAt(match.index + piece.length);
    if (piece === dateMark) {
      flush();
      cut.add("date", dates++);
    } else if (wordStart.test(piece)) {
      if (!/[\d.@]/.test(piece)) words.push(...piece.split(/[-_]/));
      else {
        flush();
        if (piece === "0") isNumberOpen = true;
        else cut.add(thing(piece));
      }
    } else if (piece === "'" || piece === "\u2019") {
      // Apostrophes do not part the words of a phrase: "n'est plus", "hasn't".
    } else if (piece === ".") {
      // "Ult. conexao": a short word with a stop may be an abbreviation.
      const isSentenceEnd = (words[words.length - 1]?.length ?? shortWord + 1) > shortWord;
      flush();
      if (isSentenceEnd) cut.end();
    } else {
      flush();
      if (opening.has(piece)) cut.open();
      else if (closing.has(piece)) cut.close();
      else if (separators.has(piece) || piece === "-") cut.end();
      else if (piece === "!" && (next === space || Number.isNaN(next))) cut.end();
      else if (!silent.has(piece)) cut.add("unknown");
    }
  }
  flush();
  const { clauses, areAll } = cut.all();
  return { clauses: joined(clauses), areAll };
}

/** True for a clause that is a date and small words only. */
export function isDateAlone(clause: Clause): boolean {
  return clause.some(isTime) && clause.every((item) => datesAndSmallWords.has(item.kind));
}

const space = 32;
const shortWord = 4;
const wordStart = /^[\p{L}\p{N}]/u;

function thing(piece: string): ItemKind {
  // "14:00", "2026-11": something like a date that is none.
  if (/^0(?: ?[:/-] ?0)+$/.test(piece)) return "when";
  // "3d", "14h"
  const unit = /^0([a-z]+)$/.exec(piece);
  if (unit && units.has(unit[1] as string)) return "when";
  return /^[0.-]+$/.test(piece) ? "version" : "name";
}

function addWords(words: readonly string[], cut: Cutter): void {
  for (let at = 0; at < words.length; ) {
    let length = Math.min(longestFrom.get(words[at] as string) ?? 1, words.length - at);
    let phrase = length === 1 ? (words[at] as string) : words.slice(at, at + length).join(" ");
    while (length > 1 && !kinds.has(phrase)) {
      phrase = phrase.slice(0, phrase.lastIndexOf(" "));
      length--;
    }
    cut.add(kinds.get(phrase) ?? "unknown");
    at += length;
  }
}

/** A clause that still grows, with what its end says (kept, so that no word has to look back over all others). */
interface Growing {
  items: Clause;
  /** "Since" is the last word of weight. */
  endsWithSince: boolean;
  endsWithTime: boolean;
  /** A word of weight stands in it, which a date could be tied to ("seit 20.11. nicht verbunden" goes on). */
  hasWeight: boolean;
}

class Cutter {
  readonly #clauses: Clause[] = [];
  #areAll = true;
  #outer = growing();
  #inner: Growing | null = null;
  #isFirstInside = false;

  add(kind: ItemKind, date = -1): void {
    const clause = this.#inner ?? this.#outer;
    if (kind === "and" && clause.endsWithTime) {
      this.end();
      return;
    }
    const isTied = clause.endsWithSince;
    // "since 20.11.": a number that is no date, where one is due.
    const isMeantAsTime = isTied && (kind === "number" || kind === "version");
    const item: Item = { kind: isMeantAsTime ? "when" : kind, date, isTied: false };
    item.isTied = isTied && isTime(item);
    grow(clause, item);
    if (item.isTied && clause.hasWeight) this.end();
  }

  end(): void {
    if (this.#inner === null) this.#endOuter();
    else this.#endInner(this.#inner);
  }

  open(): void {
    if (this.#inner !== null) this.end();
    else {
      this.#inner = growing();
      this.#isFirstInside = true;
    }
  }

  close(): void {
    this.end();
    this.#inner = null;
  }

  all(): Clauses {
    this.close();
    this.#endOuter();
    return { clauses: this.#clauses, areAll: this.#areAll };
  }

  #endOuter(): void {
    this.#finish(this.#outer.items);
    this.#outer = growing();
  }

  #endInner({ items }: Growing): void {
    const isFirst = this.#isFirstInside;
    this.#inner = growing();
    this.#isFirstInside = false;
    if (isFirst && (isDateAlone(items) || isDenialAlone(items))) this.#moveOut(items);
    else {
      this.#finish(items);
      if (this.#outer.items.length > 0 && items.some((item) => eventful.has(item.kind)))
        grow(this.#outer, { kind: "aside", date: -1, isTied: false });
    }
  }

  /** "Online (since 20/11/2026)", "Connected (no)": what stands in the brackets belongs to the words before them. */
  #moveOut(items: Clause): void {
    const hasWords = this.#outer.items.length > 0;
    for (const item of items) grow(this.#outer, item);
    const time = items.find(isTime);
    if (!hasWords || !time) return;
    time.isTied = true;
    this.#endOuter();
  }

  #finish(clause: Clause): void {
    if (clause.some((item) => !emptyWords.has(item.kind))) this.#clauses.push(clause);
    else if (clause.some((item) => !smallWords.has(item.kind))) this.#areAll = false;
  }
}

function growing(): Growing {
  return { items: [], endsWithSince: false, endsWithTime: false, hasWeight: false };
}

function grow(clause: Growing, item: Item): void {
  clause.items.push(item);
  if (!joining.has(item.kind)) clause.endsWithSince = item.kind === "since";
  if (!weightless.has(item.kind)) clause.hasWeight = true;
  if (item.kind !== "filler") clause.endsWithTime = isTime(item);
}

function isTime(item: Item): boolean {
  return item.kind === "date" || item.kind === "when";
}

/** True if "since" is the last word of weight in this clause. */
function endsWithSince(clause: Clause): boolean {
  return clause.findLast((item) => !joining.has(item.kind))?.kind === "since";
}

function isDenialAlone(clause: Clause): boolean {
  return (
    clause.some((item) => item.kind === "not" || item.kind === "never") &&
    clause.every((item) => denialsAndSmallWords.has(item.kind))
  );
}

function hasDate(clause: Clause | undefined): boolean {
  return clause?.some((item) => item.kind === "date") ?? false;
}

function joined(clauses: readonly Clause[]): Clause[] {
  const whole: Clause[] = [];
  for (let at = 0; at < clauses.length; at++) {
    const clause = clauses[at] as Clause;
    const before = whole[whole.length - 1];
    if (before !== undefined && isDenialAlone(clause)) before.push(...clause);
    else if (!isDateAlone(clause)) whole.push(clause);
    else if (before === undefined) {
      const after = clauses[at + 1];
      if (after === undefined || hasDate(after)) whole.push(clause);
      else {
        whole.push([...clause, ...after]);
        at++;
      }
    } else if (
      !hasDate(before) &&
      (isTied(clause, before) || (hasDate(clause) && !mayBelongTo(clauses[at + 1])))
    ) {
      const isTiedHere = isTied(clause, before);
      for (const item of clause) before.push({ ...item, isTied: item.isTied || isTiedHere });
    } else whole.push(clause);
  }
  return whole;
}

function isTied(clause: Clause, before: Clause): boolean {
  return clause.some((item) => item.kind === "since") || endsWithSince(before);
}

/** True if a date that stands before this clause, without a word that ties it elsewhere, may be its date. */
function mayBelongTo(clause: Clause | undefined): boolean {
  return clause !== undefined && !hasDate(clause) && clause.some((item) => eventful.has(item.kind));
}
