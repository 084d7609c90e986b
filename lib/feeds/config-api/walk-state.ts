/** What a walk through the Configuration API keeps between two requests: plain JSON, so that any worker goes on where another was killed. */
import type { ClockSkew } from "./clock-skew";
import type { JumpClient } from "./jump-client";
import type { Jumpoint, JumpointNode } from "./jumpoint";
import type { ListPass, PassRules } from "./pass-state";

/** The lists in the order in which they are read; groups last, so that those of clients made meanwhile have a name. */
export const pagedLists = ["jump-client", "jumpoint", "jump-group"] as const;
export type PagedList = (typeof pagedLists)[number];

/** How a list turned out. */
export interface ListEnd {
  /** Nobody who was there all the time is missing. */
  complete: boolean;
  /** Why not, in a sentence; null where it is complete. */
  reason: string | null;
  /** How many were read in the last pass, and how many there were by its last page. */
  count: number;
  total: number;
  passes: number;
}

export interface Walk {
  baseUrl: string;
  rules: PassRules;
  /** Rollcall's clock, epoch milliseconds. `finishedAt` null: it goes on. */
  startedAt: number;
  finishedAt: number | null;
  lastAnswerAt: number;
  /** The list that is being read; null between the Jumpoints and the groups, where nodes are asked for, and at the end. */
  going: { list: PagedList; pass: ListPass } | null;
  ended: Partial<Record<PagedList, ListEnd>>;
  /** Jumpoints whose nodes are still to be asked for. */
  nodesLeft: number[];
  /** Names of Jump Groups by id. */
  groupNames: Record<string, string>;
  /** How many rows of the last pass had a field that decides and could not be read, by the field's name. */
  unreadable: Record<string, number>;
  skew: ClockSkew | null;
  /** Answers and failures so far; failures since the last answer. */
  requests: number;
  failures: number;
  /** Before this nothing is asked; null: at once. */
  notBefore: number | null;
}

/** What to ask next. `path` begins with a slash. */
export type WalkRequest =
  | { kind: "page"; list: PagedList; pass: number; page: number; path: string; notBefore: number | null }
  | { kind: "nodes"; jumpointId: number; path: string; notBefore: number | null };

/**
 * Rows as they came. The caller keeps them in the order in which they are handed out (`order` grows): in one pass a later
 * row about the same id replaces an earlier one. `nodes: null`: they could not be read; `isGone`: the Jumpoint was removed meanwhile.
 */
export type Batch =
  | { list: "jump-client"; order: number; pass: number; rows: JumpClient[] }
  | { list: "jumpoint"; order: number; pass: number; rows: Jumpoint[] }
  | {
      list: "node";
      order: number;
      jumpointId: number;
      nodes: JumpointNode[] | null;
      isGone: boolean;
    };
