/** What setting facts does to what a person knows of a client, and whether a later change has come between when it is undone. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { SettableFacts } from "@/lib/rollout/members/set-facts-of-many";

/** Tags and security providers are replaced, or some are added and removed. */
export type ListChange =
  | readonly string[]
  | { add?: readonly string[] | undefined; remove?: readonly string[] | undefined };

/** What is left out stays as it is. */
export type FactsChange = Partial<{
  [N in keyof SettableFacts]:
    | (N extends "tags" | "securityProviders" ? ListChange : SettableFacts[N])
    | undefined;
}>;

const listed = ["tags", "securityProviders"] as const;

function changedList(before: readonly string[], change: ListChange): string[] {
  if (Array.isArray(change)) return [...new Set(change as string[])];
  const { add = [], remove = [] } = change as { add?: readonly string[]; remove?: readonly string[] };
  return [...new Set([...before, ...add])].filter((each) => !remove.includes(each));
}

/** The facts afterwards; what is only in another order is left as it is. */
export function changeFacts(before: SettableFacts, change: FactsChange): SettableFacts {
  const plain = Object.entries(change).filter(([, value]) => value !== undefined);
  const after: SettableFacts = { ...before, ...Object.fromEntries(plain) };
  for (const name of listed) {
    const asked = change[name];
    after[name] = asked === undefined ? before[name] : changedList(before[name], asked);
    if (isDeepStrictEqual([...after[name]].sort(), [...before[name]].sort())) after[name] = before[name];
  }
  return after;
}

/** Those facts that differ, as they are in each. */
export function differing(
  before: SettableFacts,
  after: SettableFacts,
): { before: Partial<SettableFacts>; after: Partial<SettableFacts> } {
  const names = (Object.keys(before) as (keyof SettableFacts)[]).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const of = (facts: SettableFacts) => Object.fromEntries(names.map((name) => [name, facts[name]]));
  return { before: of(before), after: of(after) };
}

/** The facts as they were before; `null`: one of them was changed since, and is not undone over somebody's head. */
export function restoreFacts(
  now: SettableFacts,
  before: Partial<SettableFacts>,
  after: Partial<SettableFacts>,
): SettableFacts | null {
  const isAsLeft = (Object.keys(after) as (keyof SettableFacts)[]).every((name) =>
    isDeepStrictEqual(now[name], after[name]),
  );
  return isAsLeft ? { ...now, ...before } : null;
}
