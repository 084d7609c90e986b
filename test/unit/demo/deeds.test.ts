import { describe, expect, it } from "vitest";
import { advance } from "@/demo/fleet/advance";
import { doDeed, type PastDeed, relive } from "@/demo/fleet/deeds";
import { makeFleet } from "@/demo/fleet/make-fleet";
import { truth } from "@/demo/fleet/truth";

const hour = 3_600_000;
const start = Date.parse("2026-03-05T00:00:00Z");

describe("what is done to a fleet", () => {
  it("is lived through again by a fleet that is made anew, to the same end", () => {
    const deeds: PastDeed[] = [
      { at: start + 5 * hour, does: "line", site: 1, up: false },
      { at: start + 9 * hour, does: "upgrade", version: "26.1.9", minutes: 20 },
      { at: start + 11 * hour, does: "swap" },
      { at: start + 30 * hour, does: "line", site: 1, up: true },
    ];
    const lived = makeFleet({ clients: 300, start });
    for (const deed of deeds) {
      advance(lived, deed.at);
      doDeed(lived, deed);
    }
    advance(lived, start + 50 * hour);
    const relived = makeFleet({ clients: 300, start });
    relive(relived, start + 50 * hour, deeds);
    expect(truth(relived)).toEqual(truth(lived));
    expect(relived.sites).toEqual(lived.sites);
    expect(advance(relived, start + 50 * hour)).toEqual([]);
  });

  it("leaves out what is still to come, and what is not possible any more", () => {
    const fleet = makeFleet({ clients: 300, start });
    relive(fleet, start + hour, [
      { at: start, does: "upgrade", version: "1.0.0" },
      { at: start + 2 * hour, does: "swap" },
    ]);
    expect(fleet.now).toBe(start + hour);
    expect(fleet.serving).toBe("A");
  });

  it("takes no site that there is none of", () => {
    const fleet = makeFleet({ clients: 300, start });
    expect(() => doDeed(fleet, { does: "line", site: 99, up: false })).toThrow("There is no site 99.");
  });
});
