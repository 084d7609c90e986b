/** What one reading of a list keeps from page to page: plain JSON. */
import { type IdSet, noIds } from "./id-set";
import type { PagePlace } from "./page-headers";

/** How a list is read. */
export interface PassRules {
  /** Rows of a page: 5 to 100 (Configuration API, `per_page`). */
  perPage: number;
  /** Lists of so many pages at most are read until two passes agree (`judgePass`). */
  confirmPages: number;
  maxPasses: number;
  /** How long a walk may take: a list that was read over a longer time is no picture of one moment. */
  longestMinutes: number;
}

export interface ListPass {
  /** From 1. */
  number: number;
  /** The page to ask for. */
  page: number;
  /** It was taken before and is asked again. */
  isAgain: boolean;
  /** The page that was taken last, with everybody before it. */
  front: { total: number; ids: number[] } | null;
  /** How many there were by the first page, by the newest, and how many were added in between. */
  firstTotal: number;
  total: number;
  added: number;
  hasChanged: boolean;
  /** Whether the ids come in one direction: then the order is theirs, which nothing can change. */
  order: "open" | "up" | "down" | "none";
  lastId: number | null;
  /** Whoever was seen. */
  seen: IdSet;
  /** Whoever was seen in the pass before; null: this is the first. */
  seenBefore: IdSet | null;
  /** Pages that were asked for. */
  asked: number;
  /** Sentences on answers that cannot be right, which another pass hardly mends. */
  faults: string[];
  /** Sentences on signs that somebody may have been passed over. */
  moves: string[];
}

/** A page as it was read. `ids`: whom its rows are about; `nobody`: rows that do not say. */
export interface ListPage {
  ids: number[];
  nobody: number;
  place: PagePlace;
}

export function beginPass(before: ListPass | null): ListPass {
  return {
    number: (before?.number ?? 0) + 1,
    page: 1,
    isAgain: false,
    front: null,
    firstTotal: 0,
    total: 0,
    added: 0,
    hasChanged: false,
    order: "open",
    lastId: null,
    seen: noIds,
    seenBefore: before?.seen ?? null,
    asked: 0,
    faults: [],
    moves: [],
  };
}
