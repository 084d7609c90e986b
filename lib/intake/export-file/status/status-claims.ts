/** Weighs one clause of a status text: what it claims, what it denies, and which of its dates is a connection. */

import type { Availability } from "@/lib/core/client";
import type { Clause, Item, ItemKind } from "./status-clauses";

/** A date of the clause (`date` -1: a time that names no date). */
export interface ClaimedDate {
  date: number;
  /** The word of connection that it stands beside, or null: then it is no connection. */
  beside: "online" | "offline" | "seen" | null;
  /** It is to come ("will be deleted on …"). */
  isPlan: boolean;
}

export interface ClauseClaims {
  /** Connected now, not connected now, or nothing about now. */
  online: boolean | null;
  /** `online` stands beside a date that no "since" ties to it: a list of events might say it like that. */
  isLoose: boolean;
  availability: Availability | null;
  lost: boolean;
  needsUpdate: boolean;
  /** Says that there has been no connection at all: "never connected", "not connected yet". */
  isDenied: boolean;
  /** Says something that was understood. */
  isUnderstood: boolean;
  dates: ClaimedDate[];
}

type Denial = "not" | "never" | "noLonger";
interface Word extends Item {
  denial: Denial | null;
}

const setOf = (...kinds: ItemKind[]): ReadonlySet<ItemKind> => new Set(kinds);
const denials = setOf("not", "never", "noLonger");
const connected = setOf("online", "inUse", "seen");
const connectionWords = setOf("online", "inUse", "seen", "offline");
const availabilities = setOf("disabled", "uninstalled", "available");
/** Words that a denial can be about. */
const weighty = setOf(
  ...(["online", "inUse", "offline", "unreachable", "seen", "connection", "disconnection", "lost"] as const),
  ...(["disabled", "uninstalled", "available", "outdated", "planned", "unknown", "leadsOn"] as const),
);
/** Words that say something beside another one only; alone they are as good as unknown. */
const needsAnother = setOf("ended", "established", "update", "pending");
const small = setOf("filler", "and", "at", "noun", "yet");
const smallOrDenial = setOf(...small, ...denials, "was");
const smallOrThing = setOf(...smallOrDenial, "name", "version", "number");
const fillers = setOf("filler");
const articles = setOf("filler", "at");
const things = setOf("noun", "name", "version");
/** What may stand between a date and the word of connection that it belongs to. */
const between = setOf("filler", "and", "at", "noun", "last", "was", "since", "yet", "noLonger");
/** "3 days ago (20/11/2026)": the date looks past the duration, a duration does not look past another one. */
const betweenDate = setOf(...between, "when");
const betweenTied = setOf(...betweenDate, "name", "version", "number", "aside");

/**
 * Rules. A claim is believed only in a clause without unknown words and plans; "uninstalled" and "disabled" also
 * where unknown words follow that say who or what did it ("by …"). A denial is about the next word of weight, or
 * about the one before it where none follows. A date is a connection if nothing but small words stands between
 * it and a word of connection that is not denied, before it or, where the clause begins with the date,
 * behind it; each word of connection has one date. Beside "disabled", "uninstalled", "available" and "lost" in
 * the same clause only a date that "since" ties to a word of connection counts.
 */
export function weighClause(clause: Clause): ClauseClaims {
  const words = clause.map(({ kind, date, isTied }): Word => ({ kind, date, isTied, denial: null }));
  const said = new Set(clause.map((item) => item.kind));
  if (said.has("leadsOn")) resolveThings(words);
  if (said.has("connection") || said.has("disconnection")) resolveConnections(words);
  if (said.has("update")) resolveUpdates(words);
  for (const word of words) if (needsAnother.has(word.kind)) word.kind = "unknown";
  const isNegative = said.has("not") || said.has("never") || said.has("noLonger");
  if (isNegative) bindDenials(words);
  settleConnections(words);

  const has = (kind: ItemKind) => words.some((word) => word.kind === kind);
  const isPlan = said.has("planned");
  const isClean = !isPlan && !has("unknown") && !has("leadsOn") && !hasStrayNumber(words);
  const isUseTold = said.has("inUse") && !isPlan && hasUnknownsBehindUse(words);
  const isPast = said.has("last") || said.has("was");
  const state = words.find((word) => connectionWords.has(word.kind) || word.kind === "unreachable");
  const isDenied = isNegative && deniesAll(words);
  const condition = words.find((word) => availabilities.has(word.kind));
  const availability = condition && !isPlan ? availabilityOf(words) : null;
  const outdated = words.find((word) => word.kind === "outdated");
  const lost = isClean && !isPast && words.some((word) => word.kind === "lost" && word.denial === null);
  const isStateKnown = state !== undefined && (isClean || (isUseTold && state.kind === "inUse"));
  return {
    online: isDenied ? false : isStateKnown && !isPast ? nowOf(words) : null,
    isLoose: words.some((word) => word.kind === "date" && !word.isTied),
    availability,
    lost,
    needsUpdate: outdated?.denial === null,
    isDenied,
    isUnderstood:
      isDenied ||
      isStateKnown ||
      availability !== null ||
      (condition !== undefined && condition.denial !== null) ||
      outdated !== undefined ||
      lost ||
      // "Expiring": what is to come, and nothing else.
      (isPlan && words.every((word) => word.kind === "planned" || small.has(word.kind))),
    dates: said.has("date") || said.has("when") ? datesOf(words, isClean) : [],
  };
}

/** "by bob" stays unknown, "to the appliance", "from 10.0.0.5" change nothing. */
function resolveThings(words: Word[]): void {
  words.forEach((word, index) => {
    if (word.kind !== "leadsOn") return;
    const thing = words[beyond(words, index, 1, articles)];
    if (thing === undefined || !things.has(thing.kind)) return;
    word.kind = "filler";
    thing.kind = "filler";
  });
}

/** "connection lost", "lost connection", "connection established", "last connection", "last disconnect". */
function resolveConnections(words: Word[]): void {
  words.forEach((word, index) => {
    if (word.kind !== "connection" && word.kind !== "disconnection") return;
    const after = words[beyond(words, index, 1, smallOrDenial)];
    const before = words[beyond(words, index, -1, small)];
    if (before?.kind === "last") word.kind = word.kind === "connection" ? "seen" : "offline";
    else if (word.kind === "disconnection") return;
    if (after?.kind === "lost" || after?.kind === "ended") after.kind = "offline";
    else if (after?.kind === "established") after.kind = "online";
    else if (before?.kind === "lost") before.kind = "offline";
    else return;
    word.kind = "filler";
  });
}

/** "upgrade pending", "upgrade to 26.2.1 pending", "pending update". */
function resolveUpdates(words: Word[]): void {
  words.forEach((word, index) => {
    if (word.kind !== "update") return;
    const after = words[beyond(words, index, 1, smallOrThing)];
    const before = words[beyond(words, index, -1, smallOrThing)];
    if (after?.kind === "pending" || after?.kind === "available") {
      after.kind = "outdated";
      word.kind = "filler";
    } else if (before?.kind === "pending") {
      before.kind = "filler";
      word.kind = "outdated";
    }
  });
}

function bindDenials(words: Word[]): void {
  let open: Denial | null = null;
  let previous: Word | null = null;
  for (const word of words) {
    if (denials.has(word.kind)) open = stronger(open, word.kind as Denial);
    else if (word.kind === "and" && open === null) open = previous?.denial ?? null;
    else if (weighty.has(word.kind)) {
      word.denial = open;
      open = null;
      previous = word;
    } else if (open !== null && previous !== null && (word.kind === "date" || word.kind === "when")) {
      previous.denial ??= open;
      open = null;
    }
  }
  if (open !== null && previous !== null && endsDenied(words)) previous.denial ??= open;
  if (!words.some((word) => word.kind === "yet")) return;
  for (const word of words) if (word.denial === "not") word.denial = "never";
}

/** True if a denial stands behind the last word of weight ("Connected: no"), rather than an "and" that leads nowhere. */
function endsDenied(words: readonly Word[]): boolean {
  const lastDenial = words.findLastIndex((word) => denials.has(word.kind));
  return lastDenial > words.findLastIndex((word) => weighty.has(word.kind));
}

function stronger(one: Denial | null, other: Denial): Denial {
  if (one === "never" || other === "never") return "never";
  return one === null || one === other ? other : "not";
}

/** "no connection" denies one; a connection that nothing is said about is a thing like any other. */
function settleConnections(words: Word[]): void {
  for (const word of words) {
    if (word.kind === "connection") word.kind = word.denial === null ? "noun" : "online";
    else if (word.kind === "disconnection") word.kind = word.denial === null ? "unknown" : "filler";
  }
}

function deniesAll(words: readonly Word[]): boolean {
  if (words.some((word) => connected.has(word.kind) && word.denial === "never")) return true;
  const isNever = words.some((word) => word.kind === "never") || isNotYet(words);
  if (!isNever) return false;
  // "Offline since never": what is denied is the date.
  const since = words.findIndex((word) => word.kind === "since");
  if (since >= 0 && words.slice(since).some((word) => word.kind === "never" || word.kind === "not"))
    return true;
  const others = words.filter((word) => weighty.has(word.kind));
  if (others.length === 0) return true;
  // "never fully connected": what the denial is about is unknown, but a connection follows.
  return (
    others.some((word) => (word.kind === "unknown" || word.kind === "planned") && word.denial === "never") &&
    others.some((word) => connected.has(word.kind))
  );
}

function isNotYet(words: readonly Word[]): boolean {
  return words.some((word) => word.kind === "yet") && words.some((word) => word.kind === "not");
}

/** Connected now or not, by the words of a believable clause that is not about the past; null where they contradict each other. */
function nowOf(words: readonly Word[]): boolean | null {
  const claims = new Set<boolean>();
  const isOnce = isEvent(words);
  for (const word of words) {
    if (word.kind === "online" || word.kind === "inUse") {
      if (word.denial !== null) claims.add(false);
      else if (!isOnce) claims.add(true);
    } else if ((word.kind === "offline" || word.kind === "unreachable") && word.denial === null)
      claims.add(false);
  }
  return claims.size === 1 ? claims.has(true) : null;
}

/** "Connected on 20/11/2026": what happened then need not be so now; "since" would say so. */
function isEvent(words: readonly Word[]): boolean {
  return words.some((word, index) => {
    if ((word.kind !== "date" && word.kind !== "when") || word.isTied) return false;
    return words[beyond(words, index, -1, fillers)]?.kind === "at";
  });
}

function availabilityOf(words: readonly Word[]): Availability | null {
  const lead = words.findIndex((word) => word.kind === "leadsOn" || word.kind === "since");
  if (words.some((word, index) => word.kind === "unknown" && (lead < 0 || index < lead))) return null;
  const said = (kind: Availability) => words.some((word) => word.kind === kind && word.denial === null);
  if (words.some((word) => word.kind === "last")) return null;
  if (said("uninstalled")) return "uninstalled";
  if (said("disabled")) return "disabled";
  return said("available") && !words.some((word) => word.kind === "was") ? "available" : null;
}

/** A bare number behind a word of connection counts something else: "Connected: 0". */
function hasStrayNumber(words: readonly Word[]): boolean {
  const state = words.findIndex((word) => connectionWords.has(word.kind));
  return state >= 0 && words.slice(state).some((word) => word.kind === "number");
}

/** "in use by John Smith": the unknown words say who. */
function hasUnknownsBehindUse(words: readonly Word[]): boolean {
  const use = words.findIndex((word) => word.kind === "inUse");
  if (use < 0) return false;
  const first = words.findIndex((word) => word.kind === "unknown" || word.kind === "leadsOn");
  return first > use && (words[first]?.kind === "leadsOn" || words[first - 1]?.kind === "since");
}

function datesOf(words: readonly Word[], isClean: boolean): ClaimedDate[] {
  const taken = new Set<Word>();
  const hasCondition = words.some((word) => availabilities.has(word.kind) || word.kind === "lost");
  const claimed = (kind: "date" | "when") =>
    words.flatMap((word, index): ClaimedDate[] => {
      if (word.kind !== kind) return [];
      const owner = isClean ? ownerOf(words, index) : null;
      const isFree = owner !== null && !taken.has(owner) && (word.isTied || !hasCondition);
      if (owner !== null) taken.add(owner);
      const beside = isFree && isAffirmed(owner) ? sideOf(owner) : null;
      return [{ date: word.date, beside, isPlan: isPlanned(words, index) }];
    });
  // "3 days ago (20/11/2026)": the date counts.
  return [...claimed("date"), ...claimed("when")];
}

/**
 * The word of connection that a date stands beside, denied or not. "Since" reaches over names, versions and
 * brackets. Without it no unknown words in brackets may stand beside the date, and no thing before it where the
 * word comes after it: "Status 20/11/2026: offline" tells when somebody looked.
 */
function ownerOf(words: readonly Word[], index: number): Word | null {
  const date = words[index] as Word;
  const passed = date.kind === "when" ? between : date.isTied ? betweenTied : betweenDate;
  if (!date.isTied && words[beyond(words, index, 1, fillers)]?.kind === "aside") return null;
  const left = words[beyond(words, index, -1, passed)];
  if (left === undefined && !date.isTied && words.slice(0, index).some((word) => word.kind === "noun"))
    return null;
  const owner = left ?? words[beyond(words, index, 1, passed)];
  return owner !== undefined && connectionWords.has(owner.kind) ? owner : null;
}

function isAffirmed(owner: Word): boolean {
  return (
    owner.denial === null ||
    (owner.denial === "noLonger" && owner.kind !== "seen" && connected.has(owner.kind))
  );
}

function sideOf(owner: Word): "online" | "offline" | "seen" {
  if (owner.kind === "seen") return "seen";
  return owner.kind === "offline" || owner.denial === "noLonger" ? "offline" : "online";
}

/** True if a plan stands before the date (behind the date before it), or behind it where nothing stands before. */
function isPlanned(words: readonly Word[], index: number): boolean {
  const isEnd = ({ kind }: Word) => kind === "date" || (kind === "when" && words[index]?.kind === "when");
  let from = index;
  while (from > 0 && !isEnd(words[from - 1] as Word)) from--;
  let to = index + 1;
  while (to < words.length && !isEnd(words[to] as Word)) to++;
  const before = words.slice(from, index);
  const deciding = before.some((word) => !small.has(word.kind)) ? before : words.slice(index + 1, to);
  return deciding.some((word) => word.kind === "planned");
}

/** Index of the first word that is none of these, from `index` in steps of 1 or -1; out of bounds if there is none. */
function beyond(words: readonly Word[], index: number, step: 1 | -1, passed: ReadonlySet<ItemKind>): number {
  let at = index + step;
  while (at >= 0 && at < words.length && passed.has((words[at] as Word).kind)) at += step;
  return at;
}
