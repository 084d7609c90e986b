import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberStates } from "@/lib/core/member";
import { reasonCodes, reasonStates } from "@/lib/core/reasons";
import { aMember } from "../../support/member-arbitraries";
import { hoursAfterRelease, judge, type Situation } from "../../support/member-case";
import { memberBecause } from "../../support/member-reasons";
import { table } from "./member-table";

describe("the catalogue of reasons", () => {
  it.each(reasonCodes)("%s is reached, in a state it is listed for", (code) => {
    const judgement = judge(memberBecause[code]);
    expect(judgement.code).toBe(code);
    expect(reasonStates[code]).toContain(judgement.state);
  });

  it("every state listed for a code is reached with it", () => {
    const late = (situation: Situation): Situation => {
      const now = hoursAfterRelease(60);
      return { ...situation, now, look: { ...situation.look, at: now } };
    };
    const judged = [...Object.values(memberBecause), ...Object.values(memberBecause).map(late)].map(judge);
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
