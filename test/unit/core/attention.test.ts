// Nothing is said to be fine that is not: every need with its neighbour, the rule of the all-clear over any facts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeAsObserved } from "@/lib/core/as-observed";
import {
  type AttentionFacts,
  attend,
  callingCodes,
  callsSomebody,
  type KindAtHand,
  tellingCodes,
} from "@/lib/core/attention";
import { clientKinds } from "@/lib/core/client";
import { weigh } from "@/lib/core/evidence";
import { memberStates } from "@/lib/core/member";
import { aMember } from "../../support/member-arbitraries";
import { judge } from "../../support/member-case";
import { aBasis, aQueue, aRollout, facts, installedAt, now, table, verdicts } from "./attention-table";

const codes = [...callingCodes, ...tellingCodes];
const hour = 3_600_000;

describe("the table", () => {
  it("has each code once, in their order, and every row says something about it", () => {
    expect(table.map(({ code }) => code)).toEqual(codes);
    for (const { code, stands, nearly } of table) {
      expect(stands.length, code).toBeGreaterThan(0);
      expect(nearly.length, code).toBeGreaterThan(0);
      for (const { needs } of stands) expect(needs.map((need) => need.code)).toContain(code);
      for (const { needs } of nearly) expect(needs.map((need) => need.code)).not.toContain(code);
    }
  });

  describe.each(table)("$code", ({ stands, nearly }) => {
    it.each(stands)("stands: $when", ({ given, needs, verdict }) => {
      expect(attend(given, now)).toEqual({ needs, verdict });
    });

    it.each(nearly)("does not: $when", ({ given, needs, verdict }) => {
      expect(attend(given, now)).toEqual({ needs, verdict });
    });
  });

  it.each(verdicts)("where nobody is called: $when", ({ given, needs, verdict }) => {
    expect(attend(given, now)).toEqual({ needs, verdict });
  });
});

const count = fc.integer({ min: 0, max: 3 });
const anInstant = fc.integer({ min: -48, max: 48 }).map((hours) => now + hours * hour);
const aKindAtHand = fc
  .record({
    kind: fc.constantFrom(...clientKinds),
    withoutDeadline: count,
    unknown: count,
    others: count,
    doubtful: fc.boolean(),
    source: fc.option(
      fc.record({
        exportedAt: fc.option(
          fc.oneof(anInstant, fc.constantFrom(installedAt - 1, installedAt, installedAt + 1)),
          { nil: null },
        ),
        basis: fc.constantFrom("stated" as const, "newest_date" as const),
      }),
      { nil: null },
    ),
  })
  .map(
    ({ others, ...kind }): KindAtHand => ({ ...kind, open: kind.withoutDeadline + kind.unknown + others }),
  );

const someFacts: fc.Arbitrary<AttentionFacts> = fc
  .record({
    watched: fc.boolean(),
    status: fc.constantFrom("opening", "open", "open", "open", "held", "superseded", "closed"),
    heldBy: fc.constantFrom(null, "person", "drained", "rollcall"),
    draining: fc.boolean(),
    counts: fc.record(
      Object.fromEntries(memberStates.map((state) => [state, fc.constantFrom(0, 0, 2)])) as Record<
        (typeof memberStates)[number],
        fc.Arbitrary<number>
      >,
    ),
    finished: fc.boolean(),
    kinds: fc.uniqueArray(aKindAtHand, { maxLength: 3, selector: ({ kind }) => kind }),
    unread: fc.constantFrom(0, 0, 1),
    coming: fc.option(fc.record({ clients: fc.constant(3), within24Hours: count, firstAt: anInstant }), {
      nil: null,
    }),
    queue: fc.option(
      fc.record({
        cap: fc.constantFrom(null, 0, 2),
        heldNumbers: fc.constantFrom([], [1], [1, 2]),
        overdue: fc.constantFrom(0, 3),
        movedAt: fc.option(anInstant, { nil: null }),
        queued: count,
      }),
      { nil: null },
    ),
    imports: fc.array(
      fc.constantFrom("queued", "parsing", "applying", "needs_mapping", "needs_confirmation", "failed"),
      { maxLength: 2 },
    ),
    noticed: fc.constantFrom([], [], [{ proposalId: 5, version: "26.2.1" }]),
    feeds: fc.constantFrom([], [], [{ feedId: 3, because: "late" as const, sinceAt: now - hour }]),
    supersededBehind: fc.constantFrom(0, 0, 2),
    without: fc.boolean(),
  })
  .map(({ watched, imports, noticed, feeds, supersededBehind, without, queue, ...rollout }) =>
    facts({
      watched,
      noticed,
      feeds,
      supersededBehind,
      imports: imports.map(
        (status, index) => ({ id: index + 1, status }) as AttentionFacts["imports"][number],
      ),
      rollout: without
        ? null
        : aRollout({
            ...(rollout as Partial<ReturnType<typeof aRollout>>),
            queue:
              queue &&
              aQueue({
                basis: aBasis({ cap: queue.cap, heldNumbers: queue.heldNumbers }),
                overdue: queue.overdue,
                movedAt: queue.movedAt,
                groups:
                  queue.queued === 0
                    ? []
                    : [
                        {
                          group: null,
                          kind: "jump_client",
                          wave: 0,
                          clients: queue.queued,
                          sinceAt: now - 5 * hour,
                        },
                      ],
              }),
          }),
    }),
  );

describe("whatever the facts", () => {
  it("says that nothing needs anybody only where the rule allows it", () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        const { verdict } = attend(given, now);
        if (verdict?.code !== "calm") return;
        const { rollout } = given;
        expect(given.watched).toBe(true);
        expect(given.noticed).toEqual([]);
        expect(given.feeds).toEqual([]);
        expect(given.imports.every(({ status }) => /queued|parsing|applying/.test(status))).toBe(true);
        expect(["open", "held"]).toContain(rollout?.status);
        expect(rollout?.counts.overdue).toBe(0);
        expect(rollout?.counts.needs_redeployment).toBe(0);
        expect(rollout?.unread).toBe(0);
        expect(rollout?.queue?.overdue ?? 0).toBe(0);
        for (const { open, withoutDeadline, unknown, doubtful, source } of rollout?.kinds ?? []) {
          expect(doubtful && source?.exportedAt != null).toBe(false);
          expect(open).toBe(withoutDeadline);
          expect(unknown).toBe(0);
          if (open > 0 && source !== null)
            expect(source.exportedAt ?? Number.NEGATIVE_INFINITY).toBeGreaterThan(installedAt);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("never leaves a rollout that is going without a word, and calls before it tells", () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        const { needs, verdict } = attend(given, now);
        expect(needs.length > 0 || verdict !== null).toBe(true);
        const places = needs.map(({ code }) => codes.indexOf(code));
        expect(places).toEqual([...places].sort((one, other) => one - other));
        expect(verdict === null || !needs.some(callsSomebody)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("hides nobody behind the mode: who is queued is what the judge says it would be in observe mode", () => {
    const unslotted = aMember.map((situation) => ({
      ...situation,
      exclusion: null,
      survivorId: null,
      plannedRetirementOn: null,
      slot: { leaseUntil: null, endedAt: null, failedAttempts: 0 },
    }));
    let queued = 0;
    fc.assert(
      fc.property(unslotted, (situation) => {
        const { sightings, now: at, ...member } = situation;
        if (judge({ ...situation, mode: "control" }).state !== "queued") return;
        queued++;
        const { state, code, dueAt } = judge({ ...situation, mode: "observe" });
        const facts = weigh(sightings, member.release.installedAt);
        expect(judgeAsObserved(member.kind, facts, member, at)).toMatchObject({
          state,
          code,
          dueAt,
        });
      }),
      { numRuns: 5_000 },
    );
    expect(queued).toBeGreaterThan(200);
  });
});
