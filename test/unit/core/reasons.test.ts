import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberStates } from "@/lib/core/member";
import { defaultPolicy } from "@/lib/core/policy";
import { type ReasonCode, reasonCodes, reasonStates } from "@/lib/core/reasons";
import { aMember } from "../../support/member-arbitraries";
import {
  aMemberCase,
  aSighting,
  hoursAfterRelease,
  judge,
  memberIn,
  type Situation,
} from "../../support/member-case";
import { memberEvents } from "../../support/member-events";
import { table } from "./member-table";

const noDue = {
  ...defaultPolicy,
  jump_client_active: { ...defaultPolicy.jump_client_active, dueAfterMinutes: null },
};
const lockedDown = { kind: "console", installMethod: "msi_locked_down" } as const;

/** One member for each code. */
const reaching: Record<ReasonCode, Situation> = {
  excluded_by_person: memberIn.excluded(),
  planned_retirement: memberEvents["retirement planned"](aMemberCase()),
  duplicate_shadow: memberEvents["becomes duplicate shadow"](aMemberCase()),
  seen_after_release: memberIn.checked_in(),
  attested: memberEvents["attested, kind without a source"](aMemberCase()),
  holds_slot: memberIn.upgrading(),
  attested_awaiting_sighting: memberEvents["attested, kind with a source"](aMemberCase()),
  disabled_at_endpoint: memberEvents.disabled(aMemberCase()),
  uninstalled_at_endpoint: memberEvents.uninstalled(aMemberCase()),
  agent_by_hand: aMemberCase({ kind: "connection_agent" }),
  integration_client_by_hand: aMemberCase({ kind: "integration_client" }),
  msi_locked_down: aMemberCase(lockedDown),
  attempts_exhausted: memberEvents["slot expired three times"](aMemberCase()),
  missed_releases: memberEvents["second release missed"](aMemberCase()),
  silent: memberIn.needs_redeployment(),
  wants_slot: memberIn.queued(),
  row_unreadable: memberEvents["listed in a row that could not be read"](aMemberCase()),
  update_need_unread: memberEvents["connected, update need unread"](aMemberCase()),
  on_first_use: aMemberCase({ kind: "button" }),
  no_deadline: aMemberCase({ policy: noDue }),
  not_due_yet: memberIn.waiting(),
  no_data_since_due: memberEvents["due passes without look"](aMemberCase()),
  regressed: memberEvents["needs_update true after proof"](aMemberCase()),
  needs_update: memberEvents["needs_update true"](aMemberCase()),
  never_seen: aMemberCase({ sightings: [aSighting({ observedAt: hoursAfterRelease(-9) })] }),
  past_due: memberIn.overdue(),
};

describe("the catalogue of reasons", () => {
  it.each(reasonCodes)("%s is reached, in a state it is listed for", (code) => {
    const judgement = judge(reaching[code]);
    expect(judgement.code).toBe(code);
    expect(reasonStates[code]).toContain(judgement.state);
  });

  it("every state listed for a code is reached with it", () => {
    const late = (situation: Situation): Situation => {
      const now = hoursAfterRelease(60);
      return { ...situation, now, look: { ...situation.look, at: now } };
    };
    const judged = [...Object.values(reaching), ...Object.values(reaching).map(late)].map(judge);
    const reached = new Set(judged.map(({ code, state }) => `${code} ${state}`));
    const listed = reasonCodes.flatMap((code) => reasonStates[code].map((state) => `${code} ${state}`));
    expect([...reached].sort()).toEqual(listed.sort());
  });

  it("explains every state", () => {
    expect(new Set(reasonCodes.flatMap((code) => [...reasonStates[code]]))).toEqual(new Set(memberStates));
  });

  it("is used truthfully by the table of cases", () => {
    for (const row of table) expect(reasonStates[row.code]).toContain(row.state);
  });

  it("arbitrary members reach every code, so that what is said of any member is said of all rules", () => {
    const drawn = fc.sample(aMember, { numRuns: 4000, seed: 12 });
    expect(new Set(drawn.map((member) => judge(member).code))).toEqual(new Set(reasonCodes));
  });

  it("any member is in a state that is listed for its code", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const { state, code } = judge(member);
        expect(reasonStates[code]).toContain(state);
      }),
      { numRuns: 2000 },
    );
  });
});
