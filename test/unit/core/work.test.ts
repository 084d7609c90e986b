import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientKinds } from "@/lib/core/client";
import { memberStates } from "@/lib/core/member";
import { reasonCodes } from "@/lib/core/reasons";
import {
  blockRank,
  byRank,
  byVisit,
  cameBack,
  type Doer,
  type FoundItem,
  itemState,
  itemStates,
  kindRanks,
  refuseDeed,
  remedies,
  remedyOf,
  type WorkDeed,
  type WorkMember,
  type WorkRow,
  workDeeds,
} from "@/lib/core/work";

const hour = 3_600_000;
const rolloutId = 7;
const flagged: WorkMember = {
  rolloutId,
  state: "needs_redeployment",
  reasonCode: "silent",
  heldByHand: false,
};
const row = (more: Partial<WorkRow> = {}): WorkRow => ({
  rolloutId,
  state: null,
  slotId: null,
  doneAt: null,
  ...more,
});

describe("the state of an item", () => {
  const attested: WorkMember = { ...flagged, state: "waiting", reasonCode: "attested_awaiting_sighting" };
  const upgrading: WorkMember = { ...flagged, state: "upgrading", reasonCode: "holds_slot" };
  it.each<[string, WorkMember | null, WorkRow | null, ReturnType<typeof itemState>]>([
    ["nobody is a member", null, row({ state: "started" }), "closed"],
    ["it is flagged and nobody did anything", flagged, null, "open"],
    ["it is assigned only", flagged, row(), "open"],
    ["somebody started, without a slot", flagged, row({ state: "started" }), "started"],
    ["the slot under which it was started is over", flagged, row({ state: "started", slotId: 3 }), "open"],
    ["it could not be done", flagged, row({ state: "failed" }), "failed"],
    ["it was done and is flagged again", flagged, row({ state: "done", doneAt: 0 }), "open"],
    ["it was started for the release before", flagged, row({ state: "started", rolloutId: 6 }), "started"],
    ["a person holds its slot", { ...upgrading, heldByHand: true }, null, "started"],
    ["it is on somebody's list and its endpoint holds a slot", upgrading, row(), "started"],
    ["its endpoint holds a slot by itself", upgrading, null, "closed"],
    ["somebody's word is believed", attested, null, "done"],
    [
      "it waits for something else",
      { ...attested, reasonCode: "not_due_yet" },
      row({ state: "started" }),
      "closed",
    ],
    ["it has been seen", { ...flagged, state: "checked_in" }, row({ state: "failed" }), "closed"],
    ["it is excluded", { ...flagged, state: "excluded" }, row({ state: "started" }), "closed"],
    ["it is only overdue", { ...flagged, state: "overdue" }, null, "closed"],
    ["it is queued", { ...flagged, state: "queued" }, row({ state: "done" }), "closed"],
  ])("when %s", (_when, member, stored, state) => {
    expect(itemState(member, stored)).toBe(state);
  });

  it("is open, started or could not be done of whoever needs redeployment, whatever people did", () => {
    fc.assert(
      fc.property(anyRow, (stored) => {
        expect(["open", "started", "failed"]).toContain(itemState(flagged, stored));
      }),
    );
  });

  it("is closed for whoever is seen or excluded, whatever people did", () => {
    fc.assert(
      fc.property(anyMember, anyRow, (member, stored) => {
        if (member.state !== "checked_in" && member.state !== "excluded") return;
        expect(itemState(member, stored)).toBe("closed");
      }),
    );
  });
});

const anyRow = fc.option(
  fc.record({
    rolloutId: fc.constantFrom(6, rolloutId),
    state: fc.constantFrom("started" as const, "done" as const, "failed" as const, null),
    slotId: fc.constantFrom(null, 3),
    doneAt: fc.constantFrom(null, 0),
  }),
);
const anyMember = fc.record({
  rolloutId: fc.constant(rolloutId),
  state: fc.constantFrom(...memberStates),
  reasonCode: fc.constantFrom(...reasonCodes),
  heldByHand: fc.boolean(),
});

describe("why an item is open again", () => {
  it.each<[string, WorkRow | null, number, ReturnType<typeof cameBack>]>([
    ["nobody had been at it", null, 0, null],
    ["it was only assigned", row(), 0, null],
    ["it was not seen in 24 hours", row({ state: "done", doneAt: 0 }), 24 * hour, "not_seen"],
    ["the word was taken back before", row({ state: "done", doneAt: 0 }), 24 * hour - 1, "taken_back"],
    ["a new release came", row({ state: "done", doneAt: 0, rolloutId: 6 }), hour, "new_release"],
    ["its slot is over", row({ state: "started", slotId: 3 }), 0, "slot_over"],
    ["somebody is at it", row({ state: "started" }), 0, null],
    ["it could not be done", row({ state: "failed" }), 0, null],
  ])("when %s", (_when, stored, now, why) => {
    expect(cameBack(flagged, stored, now)).toBe(why);
  });

  it("is said of open items only", () => {
    fc.assert(
      fc.property(anyMember, anyRow, (member, stored) => {
        if (itemState(member, stored) !== "open") expect(cameBack(member, stored, hour)).toBeNull();
      }),
    );
  });
});

describe("what may be done with an item", () => {
  const me: Doer = { id: "me", mayAssign: false };
  const lead: Doer = { id: "lead", mayAssign: true };
  const key: Doer = { id: null, mayAssign: false };
  /** What is said to who may touch it, by the deed and the state; "": it may be done. */
  const said: Record<WorkDeed, Record<FoundItem["state"], string>> = {
    assign: { open: "", started: "", failed: "", done: "done_already", closed: "no_item" },
    start: { open: "", started: "started_already", failed: "", done: "done_already", closed: "no_item" },
    done: { open: "", started: "", failed: "", done: "done_already", closed: "no_item" },
    failed: { open: "", started: "", failed: "failed_already", done: "done_already", closed: "no_item" },
    back: { open: "", started: "", failed: "", done: "done_already", closed: "no_item" },
  };
  const cases = workDeeds.flatMap((deed) =>
    [...itemStates, "closed" as const].map((state) => ({ deed, state })),
  );

  it.each(cases)("$deed of one that is $state", ({ deed, state }) => {
    const mine = { state, assigneeId: "me" };
    expect(refuseDeed(deed, mine, me, "other") ?? "").toBe(said[deed][state]);
    expect(refuseDeed(deed, mine, lead, "other") ?? "").toBe(said[deed][state]);
    const wanted = state === "closed" ? "no_item" : "held_by_other";
    expect(refuseDeed(deed, { state, assigneeId: "another" }, me, "me")).toBe(wanted);
    expect(refuseDeed(deed, { state, assigneeId: "another" }, key, "me")).toBe(wanted);
  });

  it("gives back only what somebody holds, and assigns to nobody who has it", () => {
    expect(refuseDeed("back", { state: "open", assigneeId: null }, me)).toBe("not_held");
    expect(refuseDeed("back", { state: "started", assigneeId: null }, key)).toBeNull();
    expect(refuseDeed("assign", { state: "open", assigneeId: "me" }, me, "me")).toBe("same_assignee");
    expect(refuseDeed("assign", { state: "open", assigneeId: null }, me, null)).toBe("same_assignee");
    expect(refuseDeed("assign", { state: "open", assigneeId: null }, me, "me")).toBeNull();
  });
});

describe("the order of work", () => {
  const item = (more: Partial<Parameters<typeof byVisit>[0]>) => ({
    id: 1,
    kind: "jump_client" as const,
    securityProviders: [],
    priority: 0,
    flaggedAt: 0,
    site: null,
    ...more,
  });

  it("begins with agents whose security providers are down, and knows a rank for every kind", () => {
    expect(Object.keys(kindRanks).sort()).toEqual([...clientKinds].sort());
    const ranked = clientKinds.map((kind) => [kind, blockRank(kind, ["LDAP"])] as const);
    expect(ranked.sort(([, one], [, other]) => one - other).map(([kind]) => kind)).toEqual([
      "connection_agent",
      "jumpoint",
      "integration_client",
      "jump_client",
      "console",
      "button",
    ]);
    expect(blockRank("connection_agent", ["LDAP"])).toBeLessThan(blockRank("connection_agent", []));
    expect(blockRank("connection_agent", [])).toBeLessThan(blockRank("jumpoint", []));
  });

  it("goes by what it blocks, then priority, then how long", () => {
    const items = [
      item({ id: 5, flaggedAt: 1 }),
      item({ id: 4, flaggedAt: 9, priority: 5 }),
      item({ id: 3, kind: "jumpoint", flaggedAt: 9 }),
      item({ id: 2, flaggedAt: 1 }),
      item({ id: 1, kind: "connection_agent", securityProviders: ["LDAP"], flaggedAt: 99 }),
    ];
    expect(items.sort(byRank).map(({ id }) => id)).toEqual([1, 3, 4, 2, 5]);
  });

  it("goes site by site on a visit, those without one last", () => {
    const items = [
      item({ id: 1, site: null, kind: "jumpoint" }),
      item({ id: 2, site: "Porto" }),
      item({ id: 3, site: "Lisbon", flaggedAt: 2 }),
      item({ id: 4, site: "Lisbon", flaggedAt: 1 }),
    ];
    expect(items.sort(byVisit).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  });

  it("is one order: of any two exactly one comes first", () => {
    const any = fc.record({
      id: fc.integer({ min: 1, max: 5 }),
      kind: fc.constantFrom(...clientKinds),
      securityProviders: fc.constantFrom([], ["LDAP"]),
      priority: fc.integer({ min: -1, max: 1 }),
      flaggedAt: fc.constantFrom(null, 1, 2),
      site: fc.constantFrom(null, "a", "b"),
    });
    fc.assert(
      fc.property(any, any, any, (one, other, third) => {
        for (const order of [byRank, byVisit]) {
          expect(Math.sign(order(one, other)) + Math.sign(order(other, one))).toBe(0);
          if (order(one, other) <= 0 && order(other, third) <= 0)
            expect(order(one, third)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

describe("the remedy", () => {
  it("is the reason's where that says it, else the kind's; each is used", () => {
    expect(remedyOf("jumpoint", "disabled_at_endpoint")).toBe("enable");
    expect(remedyOf("console", "msi_locked_down")).toBe("replace_msi");
    expect(remedyOf("console", "silent")).toBe("reinstall_console");
    expect(remedyOf("connection_agent", "agent_by_hand")).toBe("reinstall_agent");
    const used = new Set(clientKinds.flatMap((kind) => reasonCodes.map((reason) => remedyOf(kind, reason))));
    expect([...used].sort()).toEqual([...remedies].sort());
  });
});
