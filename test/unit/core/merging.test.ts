import { describe, expect, it } from "vitest";
import { type Mergeable, obstacleToMerging } from "@/lib/core/merging";

const client = (id: number, more: Partial<Mergeable> = {}): Mergeable => ({
  id,
  applianceId: 1,
  kind: "jump_client",
  mergedIntoId: null,
  mergedHereId: null,
  ...more,
});

describe("what stands in the way of merging client 1 into client 2", () => {
  it.each([
    ["nothing", client(1), client(2), null],
    ["nothing, where a third was merged into 2 already", client(1), client(2, { mergedHereId: 3 }), null],
    ["it is the same", client(1), client(1), { why: "same_client" }],
    ["another appliance", client(1), client(2, { applianceId: 2 }), { why: "other_appliance" }],
    ["another kind", client(1), client(2, { kind: "jumpoint" }), { why: "other_kind" }],
    ["1 was merged already", client(1, { mergedIntoId: 3 }), client(2), { why: "client_merged", otherId: 3 }],
    ["2 was merged already", client(1), client(2, { mergedIntoId: 3 }), { why: "into_merged", otherId: 3 }],
    [
      "a third was merged into 1",
      client(1, { mergedHereId: 3 }),
      client(2),
      { why: "others_merged", otherId: 3 },
    ],
  ] as const)("%s", (_name, one, other, obstacle) => {
    expect(obstacleToMerging(one, other)).toEqual(obstacle);
  });
});
