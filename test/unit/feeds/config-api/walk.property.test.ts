// Whatever happens to a fleet while it is walked: "complete" is said only where nobody who was there all the time is missing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportFiles } from "@/lib/feeds/config-api/export-file";
import type { PassRules } from "@/lib/feeds/config-api/pass-state";
import { beginWalk, nextRequest, takeAnswer } from "@/lib/feeds/config-api/walk";
import type { Batch, Walk } from "@/lib/feeds/config-api/walk-state";
import {
  answerOf,
  type ListedClient,
  type ListedFleet,
  type ListOrder,
  siteUrl,
} from "@/test/support/listed-fleet";

const startAt = Date.UTC(2026, 10, 20, 13);

/** `at`: which of those there (modulo); `rank`: where a name sorts. */
type Change =
  | { kind: "add"; ranks: number[] }
  | { kind: "remove"; at: number[] }
  | { kind: "rename"; moves: { at: number; rank: number }[] };

const rank = fc.integer({ min: 0, max: 999_999 });
const name = (number: number) => `n${String(number).padStart(6, "0")}`;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), ranks: fc.array(rank, { minLength: 1, maxLength: 7 }) }),
  fc.record({
    kind: fc.constant("remove" as const),
    at: fc.array(fc.nat(999), { minLength: 1, maxLength: 7 }),
  }),
  fc.record({
    kind: fc.constant("rename" as const),
    moves: fc.array(fc.record({ at: fc.nat(999), rank }), { minLength: 1, maxLength: 4 }),
  }),
);
const ranks = fc.uniqueArray(rank, { minLength: 12, maxLength: 70 });
const order = fc.constantFrom<ListOrder>("id", "id-down", "name");

interface Played {
  walk: Walk;
  batches: Batch[];
  /** Ids that were there at every request for Jump Clients. */
  throughout: number[];
}

/** Walks a fleet to which `changes[i]` happen before request i. `between`: what a killed worker leaves of the walk. */
function play(
  first: readonly number[],
  changes: readonly (readonly Change[])[],
  listed: ListOrder,
  rules: Partial<PassRules>,
  between: (walk: Walk) => Walk = (walk) => walk,
): Played {
  let nextId = 1;
  let clients: ListedClient[] = first.map((number) => ({ id: nextId++, name: name(number) }));
  let throughout = clients.map(({ id }) => id);
  const batches: Batch[] = [];
  let walk = beginWalk(siteUrl, startAt, rules);
  for (let step = 0; step < 2_000; step++) {
    const request = nextRequest(walk);
    if (request === null) return { walk, batches, throughout };
    for (const each of changes[step] ?? []) clients = changed(clients, each, () => nextId++);
    if (request.kind === "page" && request.list === "jump-client") {
      const now = new Set(clients.map(({ id }) => id));
      throughout = throughout.filter((id) => now.has(id));
    }
    const fleet: ListedFleet = { clients, jumpoints: [3, 8] };
    const taken = takeAnswer(walk, request, answerOf(fleet, request, listed), startAt + step * 200);
    walk = between(taken.walk);
    if (taken.batch) batches.push(taken.batch);
  }
  throw new Error("the walk does not end");
}

function changed(clients: ListedClient[], change: Change, newId: () => number): ListedClient[] {
  if (change.kind === "add")
    return [...clients, ...change.ranks.map((each) => ({ id: newId(), name: name(each) }))];
  if (clients.length === 0) return clients;
  if (change.kind === "remove") {
    const gone = new Set(change.at.map((at) => clients[at % clients.length]?.id));
    return clients.filter(({ id }) => !gone.has(id));
  }
  const renamed = [...clients];
  for (const { at, rank: to } of change.moves) {
    const index = at % renamed.length;
    const client = renamed[index];
    if (client) renamed[index] = { ...client, name: name(to) };
  }
  return renamed;
}

function listedIds({ walk, batches }: Played): number[] {
  const lines = exportFiles(walk, batches).jumpClients.split("\r\n").slice(1, -1);
  return lines.map((line) => Number(/^"(\d+)"/.exec(line)?.[1]));
}

function expectNobodyMissing(played: Played): void {
  expect(played.walk.finishedAt).not.toBeNull();
  const end = played.walk.ended["jump-client"];
  if (!end?.complete) {
    expect(end?.reason).toMatch(/^The list of Jump Clients was not seen whole: .*\.$/);
    return;
  }
  const ids = new Set(listedIds(played));
  expect(played.throughout.filter((id) => !ids.has(id))).toEqual([]);
}

describe("a walk through a fleet that changes", { timeout: 60_000 }, () => {
  it("misses nobody where it calls a list complete that it read twice, whatever comes between two requests", () => {
    const several = fc.array(change, { maxLength: 3 });
    fc.assert(
      fc.property(ranks, fc.array(several, { maxLength: 40 }), order, (first, changes, listed) => {
        expectNobodyMissing(play(first, changes, listed, { perPage: 5, maxPasses: 6 }));
      }),
      { numRuns: 600 },
    );
  });

  it("misses nobody where it read once, unless as many came as went between two requests", () => {
    const single = fc.array(change, { maxLength: 1 });
    const sparse = fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, single), { maxLength: 40 });
    let complete = 0;
    fc.assert(
      fc.property(ranks, sparse, order, (first, changes, listed) => {
        const played = play(first, changes, listed, { perPage: 5, confirmPages: 0 });
        if (played.walk.ended["jump-client"]?.complete) complete++;
        expectNobodyMissing(played);
      }),
      { numRuns: 1_200 },
    );
    expect(complete).toBeGreaterThan(200);
  });

  it("ends complete once it has quietened down", () => {
    fc.assert(
      fc.property(
        ranks,
        fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 6 }),
        order,
        (first, changes, listed) => {
          // A pass asks twice at least: six requests with changes reach into three passes, and two quiet ones have to follow.
          const played = play(first, changes, listed, { perPage: 5, maxPasses: 6 });
          expect(played.walk.ended["jump-client"]).toMatchObject({ complete: true, reason: null });
          expectNobodyMissing(played);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("goes on after every step from what was stored, and is the same walk", () => {
    fc.assert(
      fc.property(
        ranks,
        fc.array(fc.array(change, { maxLength: 1 }), { maxLength: 30 }),
        order,
        (first, changes, listed) => {
          const through = play(first, changes, listed, { perPage: 5 });
          const killed = play(first, changes, listed, { perPage: 5 }, (walk) =>
            JSON.parse(JSON.stringify(walk)),
          );
          expect(killed).toEqual(through);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives the same bytes for the same fleet, in whatever order it is listed and however often an answer is lost", () => {
    fc.assert(
      fc.property(ranks, order, (first, listed) => {
        const one = play(first, [], "id", { perPage: 5 });
        const other = play(first, [], listed, { perPage: 7, confirmPages: 0 }, (walk) => {
          const request = nextRequest(walk);
          // The worker is killed after it asked: the answer is lost, an old one is not taken.
          return request === null ? walk : JSON.parse(JSON.stringify(walk));
        });
        expect(exportFiles(other.walk, other.batches)).toEqual(exportFiles(one.walk, one.batches));
      }),
      { numRuns: 200 },
    );
  });
});
