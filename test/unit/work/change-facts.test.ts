import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SettableFacts } from "@/lib/rollout/members/set-facts-of-many";
import { changeFacts, differing, restoreFacts } from "@/lib/work/batch/change-facts";

const facts: SettableFacts = {
  installMethod: null,
  preReleaseMsiPushed: null,
  site: "Lisbon",
  owner: null,
  tags: ["a", "b"],
  securityProviders: [],
  plannedRetirementOn: null,
  priority: 0,
};

describe("facts that are set", () => {
  it("replace or change lists, leave the rest, and are the same in another order", () => {
    expect(changeFacts(facts, { tags: { add: ["c", "a"], remove: ["b"] } }).tags).toEqual(["a", "c"]);
    expect(changeFacts(facts, { tags: ["x", "x"] }).tags).toEqual(["x"]);
    expect(changeFacts(facts, { tags: ["b", "a"] })).toEqual(facts);
    expect(changeFacts(facts, { site: null, owner: undefined })).toEqual({ ...facts, site: null });
    expect(differing(facts, changeFacts(facts, { site: "Porto", priority: 0 }))).toEqual({
      before: { site: "Lisbon" },
      after: { site: "Porto" },
    });
  });

  const anyFacts = fc.record({
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, fc.constant(value)])),
    site: fc.constantFrom(null, "Lisbon", "Porto"),
    owner: fc.constantFrom(null, "Olga"),
    tags: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    priority: fc.integer({ min: -1, max: 1 }),
  }) as unknown as fc.Arbitrary<SettableFacts>;

  it("are undone to what they were, whatever else was changed since; a fact that was changed since is left", () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, fc.constantFrom(null, "Olga", "Otto"), (before, wanted, owner) => {
        const after = changeFacts(before, {
          site: wanted.site,
          tags: wanted.tags,
          priority: wanted.priority,
        });
        const change = differing(before, after);
        expect(restoreFacts({ ...after, owner }, change.before, change.after)).toEqual({ ...before, owner });
        if ("site" in change.after)
          expect(restoreFacts({ ...after, site: "Evora" }, change.before, change.after)).toBeNull();
      }),
    );
  });
});
