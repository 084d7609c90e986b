import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvidenceSource } from "@/lib/core/evidence";
import { reasonCodes } from "@/lib/core/reasons";
import { explain, explainer } from "@/lib/rollout/members/explain";

const instant = fc.oneof(
  fc.constantFrom(1_793_520_000_000, 1_793_520_030_000, 1_793_520_059_000),
  fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
);
const source = fc.oneof(
  fc.record({
    type: fc.constant("import" as const),
    importId: fc.integer({ min: 1, max: 3 }),
    line: fc.option(fc.integer({ min: 2, max: 9 })),
  }),
  fc.record({ type: fc.constant("person" as const), sightingId: fc.constant(7) }),
  fc.record(
    {
      type: fc.constant("feed" as const),
      sightingId: fc.constant(7),
      feedId: fc.integer({ min: 1, max: 3 }),
      isInferred: fc.constant(true as const),
    },
    { requiredKeys: ["type", "sightingId", "feedId"] },
  ),
);
/** All that sentences ask for; the two that are filled in may be absent. */
const inputs = fc.record(
  {
    lastConnectedAt: instant,
    lastConnectedSource: source,
    excludedAt: instant,
    installedAt: instant,
    attestedAt: instant,
    leaseUntil: instant,
    believedUntil: instant,
    observedAt: instant,
    provenCurrentAt: instant,
    unreadableAt: instant,
    lookAt: instant,
    needsUpdateAt: instant,
    dueAt: instant,
    connectedSince: instant,
    observedSource: source,
    unreadableSource: source,
    unreadSource: source,
    needsUpdateSource: source,
    by: fc.constantFrom("Ada", "$& {by}"),
    reason: fc.constantFrom("old", "$1"),
    plannedRetirementOn: fc.constant("2026-12-24"),
    securityProviders: fc.constant("LDAP"),
    unreadableColumn: fc.constant("state"),
    assumedPassive: fc.boolean(),
    survivorId: fc.constant(12),
    failedAttempts: fc.constant(3),
    allowedAttempts: fc.constant(3),
    missedReleases: fc.constantFrom(2, 3),
    silentDays: fc.constant(30),
  },
  {
    requiredKeys: [
      "excludedAt",
      "installedAt",
      "attestedAt",
      "leaseUntil",
      "believedUntil",
      "observedAt",
      "provenCurrentAt",
      "unreadableAt",
      "lookAt",
      "needsUpdateAt",
      "dueAt",
      "observedSource",
      "unreadableSource",
      "unreadSource",
      "needsUpdateSource",
      "by",
      "reason",
      "plannedRetirementOn",
      "survivorId",
      "failedAttempts",
      "allowedAttempts",
      "missedReleases",
      "silentDays",
    ],
  },
);

describe("reasons of very many members", () => {
  it("read as each of them does by itself", () => {
    const many = explainer();
    const codes = fc.constantFrom(...reasonCodes);
    const zones = fc.constantFrom("Europe/Lisbon", "UTC");
    fc.assert(
      fc.property(codes, inputs, zones, (code, given, zone) => {
        const reason = { code, inputs: given };
        let alone: ReturnType<typeof explain>;
        try {
          alone = explain(reason, zone);
        } catch {
          return;
        }
        expect(many(reason, zone)).toEqual(alone);
      }),
      { numRuns: 3_000 },
    );
  });
});

it("names the grade of its evidence", () => {
  const seen = (lastConnectedSource: EvidenceSource) =>
    explain(
      {
        code: "seen_after_release",
        inputs: { lastConnectedAt: 1_793_520_000_000, installedAt: 1_793_510_000_000, lastConnectedSource },
      },
      "UTC",
    ).sentence;
  expect(seen({ type: "feed", sightingId: 7, feedId: 3 })).toMatch(/; from feed 3\.$/);
  expect(seen({ type: "feed", sightingId: 7, feedId: 3, isInferred: true })).toMatch(
    /; from feed 3, by inference\.$/,
  );
  const named = { type: "feed", sightingId: 7, feedId: 3, feedName: "Agents of Lisbon" } as const;
  expect(seen(named)).toMatch(/; from feed “Agents of Lisbon”\.$/);
  expect(seen({ ...named, isInferred: true })).toMatch(/; from feed “Agents of Lisbon”, by inference\.$/);
  expect(seen({ ...named, feedName: "{x} <b> 'q' none" })).toContain("“{x} <b> 'q' none”");
  expect(seen({ type: "person", sightingId: 7 })).toMatch(/; from a person's word\.$/);
});
