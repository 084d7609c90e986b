// Several entries that a person made one client: the one that connected most recently speaks.
import { describe, expect, it } from "vitest";
import { noFacts, weigh } from "@/lib/core/evidence";
import { mergeFacts, speakerOf } from "@/lib/core/merged-facts";
import { aSighting } from "../../support/member-case";

type Says = Partial<Parameters<typeof aSighting>[0]>;

/** Facts of an entry that one list, made at 100, shows. */
const listed = (says: Says = {}) => weigh([aSighting({ observedAt: 100, ...says })]);

describe("who speaks", () => {
  const seenAt = (connectedAt: number, says: Says = {}) => listed({ online: false, connectedAt, ...says });
  it.each([
    ["the one that connected last, wherever it stands", () => [seenAt(10), seenAt(20), seenAt(15)], 1],
    ["one that was seen at all", () => [listed(), seenAt(20)], 1],
    ["who is online, before whom was", () => [seenAt(90), listed({ online: true })], 1],
    [
      "of two that are online the one whose connection began last",
      () => [listed({ online: true, connectedFromAt: 50 }), listed({ online: true, connectedFromAt: 60 })],
      1,
    ],
    ["nobody who was uninstalled", () => [seenAt(90, { availability: "uninstalled" }), seenAt(20)], 1],
    ["one that was disabled like any other", () => [seenAt(90, { availability: "disabled" }), seenAt(20)], 0],
    ["of equals the one that proves less", () => [seenAt(20), seenAt(20, { needsUpdate: true })], 1],
    ["of equals that prove the same the first", () => [seenAt(20), seenAt(20)], 0],
    ["nobody of whom nothing stands", () => [noFacts, listed()], 1],
    ["nor where the other was uninstalled", () => [listed({ availability: "uninstalled" }), noFacts], 0],
    ["the only one", () => [noFacts], 0],
  ] as const)("%s", (_name, entries, place) => {
    expect(speakerOf(entries())).toBe(place);
  });
});

describe("the facts of the one client", () => {
  it("are the speaker's, known since the oldest evidence of any and observed as late as any", () => {
    const dead = weigh([
      aSighting({ observedAt: 10, earliestAt: 5, connectedAt: 8, needsUpdate: false }),
      aSighting({ observedAt: 200, connectedAt: 8, needsUpdate: true, availability: "uninstalled" }),
    ]);
    const living = listed({ online: true, needsUpdate: false, connectionType: "active" });
    expect(mergeFacts([dead, living])).toEqual({ ...living, firstEvidenceAt: 5, newestObservedAt: 200 });
    expect(mergeFacts([living, dead])).toEqual(mergeFacts([dead, living]));
  });

  it("never prove by one entry what another has to show: the speaker's own proof counts", () => {
    const before = listed({ online: false, connectedAt: 90 });
    const unread = listed({ online: true, needsUpdateUnread: true });
    expect(mergeFacts([before, unread])).toMatchObject({ currentAt: null, lastConnected: { value: 100 } });
  });

  it("are nothing where nothing stands", () => {
    expect(mergeFacts([noFacts, noFacts])).toEqual(noFacts);
  });
});
