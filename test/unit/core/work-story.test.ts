// When an item was flagged and when it closed, told from changes of state and from deeds.
import { describe, expect, it } from "vitest";
import { readCause } from "@/lib/core/causes";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { turnsOf } from "@/lib/core/work-story";

type Step = [at: number, from: MemberState, to: MemberState, code: ReasonCode];

const story = (steps: readonly Step[], deeds: readonly number[] = []) =>
  turnsOf(
    steps.map(([at, fromState, toState, code]) => ({ at, fromState, toState, code })),
    deeds,
  ).map(({ turn, change }) => `${change.at} ${turn}`);

describe("an item's turns", () => {
  it.each<[string, Step[], number[], string[]]>([
    [
      "none of who never was on the list",
      [
        [1, "waiting", "overdue", "past_due"],
        [2, "overdue", "checked_in", "seen_after_release"],
      ],
      [],
      [],
    ],
    [
      "flagged, and closed by a sighting",
      [
        [1, "overdue", "needs_redeployment", "silent"],
        [2, "needs_redeployment", "checked_in", "seen_after_release"],
      ],
      [],
      ["1 flagged", "2 closed"],
    ],
    [
      "reported done is open still, until it is seen",
      [
        [1, "waiting", "needs_redeployment", "silent"],
        [3, "needs_redeployment", "waiting", "attested_awaiting_sighting"],
        [4, "waiting", "checked_in", "seen_after_release"],
      ],
      [3],
      ["1 flagged", "4 closed"],
    ],
    [
      "not seen after it was reported: flagged again",
      [
        [1, "waiting", "needs_redeployment", "silent"],
        [3, "needs_redeployment", "waiting", "attested_awaiting_sighting"],
        [27, "waiting", "needs_redeployment", "silent"],
      ],
      [3],
      ["1 flagged", "27 flagged"],
    ],
    [
      "who was flagged as the rollout opened closes all the same",
      [[5, "needs_redeployment", "excluded", "excluded_by_person"]],
      [],
      ["5 closed"],
    ],
    [
      "let try again: it can come by itself, and what it does then is no more of the item's",
      [
        [1, "queued", "needs_redeployment", "attempts_exhausted"],
        [2, "needs_redeployment", "queued", "wants_slot"],
        [3, "queued", "upgrading", "holds_slot"],
        [4, "upgrading", "checked_in", "seen_after_release"],
      ],
      [2],
      ["1 flagged", "2 closed"],
    ],
    [
      "a slot taken for it keeps it open",
      [
        [1, "queued", "needs_redeployment", "uninstalled_at_endpoint"],
        [2, "needs_redeployment", "upgrading", "holds_slot"],
        [3, "upgrading", "checked_in", "seen_after_release"],
      ],
      [2],
      ["1 flagged", "3 closed"],
    ],
  ])("%s", (_what, steps, deeds, expected) => {
    expect(story(steps, deeds)).toEqual(expected);
  });
});

it.each([
  ["import 12", { form: "import", id: "12", by: "" }],
  ["sweep", { form: "sweep", id: "", by: "" }],
  ["attested by Ada by the sea", { form: "attested", id: "", by: "Ada by the sea" }],
  ["attested, undone by Tom", { form: "attestedUndone", id: "", by: "Tom" }],
  ["tried again by Tea", { form: "retried", id: "", by: "Tea" }],
  ["import x", null],
])("reads the cause %s", (cause, expected) => {
  expect(readCause(cause)).toEqual(expected);
});
