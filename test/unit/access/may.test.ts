import { describe, expect, it } from "vitest";
import {
  appliancesFor,
  type Deed,
  deedRoles,
  may,
  refuseUnless,
  refuseUnlessSomewhere,
} from "@/lib/access/may";
import { type Actor, type Role, roles, system } from "@/lib/platform/context";

/** What product.md says about roles, written down a second time: A admin, L lead, T technician, V viewer, G agent. */
const expected: Record<Deed, string> = {
  "appliance.read": "ALTV",
  "appliance.create": "A",
  "appliance.change": "A",
  "appliance.delete": "A",
  "policy.change": "AL",
  "release.record": "AL",
  "release.correct": "AL",
  "release.withdraw": "AL",
  "import.read": "ALTV",
  "import.upload": "AL",
  "import.answer": "AL",
  "import.takeBack": "AL",
  "rollout.read": "ALTV",
  "rollout.change": "AL",
  "client.read": "ALTV",
  "client.register": "AL",
  "client.change": "AL",
  "client.attest": "ALT",
  "client.exclude": "AL",
  "client.merge": "AL",
  "slot.read": "ALTV",
  "slot.use": "ALTG",
  "slot.batch": "ALT",
  "slot.release": "ALT",
  "appliance.setCap": "AL",
  "webhook.manage": "AL",
  "feed.read": "ALTV",
  "feed.write": "ALG",
  "feed.manage": "A",
  "incident.read": "ALTV",
  "incident.answer": "ALT",
  "alertRule.read": "ALTV",
  "alertRule.manage": "AL",
  "window.announce": "AL",
  "work.read": "ALTV",
  "work.do": "ALT",
  "work.assign": "AL",
  "package.manage": "ALT",
  "people.manage": "A",
  "key.manage": "A",
  "audit.read": "A",
  "metrics.read": "ALV",
  "channel.read": "AL",
  "channel.manage": "A",
};
const letters: Record<Role, string> = { admin: "A", lead: "L", technician: "T", viewer: "V", agent: "G" };
const deeds = Object.keys(deedRoles) as Deed[];
const OWN = 1;
const OTHER = 2;

function actor(role: Role, appliances: "all" | number[], type: "person" | "key" = "person"): Actor {
  return { type, id: "1", name: role, role, appliances };
}

describe("may", () => {
  it("has a line here for every deed", () => {
    expect(Object.keys(expected).sort()).toEqual([...deeds].sort());
  });

  describe.each(deeds)("%s", (deed) => {
    it.each(roles)("for %s", (role) => {
      const allowed = expected[deed].includes(letters[role]);
      for (const type of ["person", "key"] as const) {
        const everywhere = actor(role, "all", type);
        expect([may(everywhere, deed, OWN), may(everywhere, deed, null)]).toEqual([allowed, allowed]);
        const some = actor(role, [OWN], type);
        expect([may(some, deed, OWN), may(some, deed, OTHER), may(some, deed, null)]).toEqual([
          allowed,
          false,
          false,
        ]);
        const nowhere = actor(role, [], type);
        expect([may(nowhere, deed, OWN), may(nowhere, deed, OTHER), may(nowhere, deed, null)]).toEqual([
          false,
          false,
          false,
        ]);
      }
    });

    it("for Rollcall itself", () => {
      expect([may(system, deed, OWN), may(system, deed, null)]).toEqual([true, true]);
    });
  });

  it("lets an agent key do two things and nothing else", () => {
    const agent = actor("agent", [OWN], "key");
    expect(deeds.filter((deed) => may(agent, deed, OWN))).toEqual(["slot.use", "feed.write"]);
    expect(appliancesFor(agent, "appliance.read")).toEqual([]);
  });
});

describe("refuseUnless", () => {
  it("is 401 for nobody, 403 for somebody who may not, and silent for who may", () => {
    expect(() => refuseUnless({ actor: null }, "client.read", OWN)).toThrow(
      expect.objectContaining({ status: 401 }),
    );
    expect(() => refuseUnless({ actor: actor("viewer", [OWN]) }, "client.attest", OWN)).toThrow(
      expect.objectContaining({ status: 403, code: "forbidden" }),
    );
    expect(() => refuseUnless({ actor: actor("technician", [OWN]) }, "client.attest", OWN)).not.toThrow();
  });

  it("tells where, and refuses who may nowhere", () => {
    expect(refuseUnlessSomewhere({ actor: actor("lead", [OWN]) }, "client.read")).toEqual([OWN]);
    expect(refuseUnlessSomewhere({ actor: actor("admin", "all") }, "client.read")).toBe("all");
    expect(() => refuseUnlessSomewhere({ actor: actor("viewer", []) }, "client.read")).toThrow(
      expect.objectContaining({ status: 403 }),
    );
    expect(() => refuseUnlessSomewhere({ actor: null }, "client.read")).toThrow(
      expect.objectContaining({ status: 401 }),
    );
  });
});
