/** Judging and explaining, and weighing, say together what one function said before they were parted. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Facts, weigh } from "@/lib/core/evidence";
import { explain } from "@/lib/core/judging/explain";
import { judge } from "@/lib/core/judging/judge";
import { mergeFacts } from "@/lib/core/merged-facts";
import { weigh as weighBefore } from "../../../support/frozen/evidence";
import { judgeMember as judgeBefore } from "../../../support/frozen/member";
import { mergeFacts as mergeBefore } from "../../../support/frozen/merged-facts";
import { firstSeenAfter } from "../../../support/frozen/rule-17";
import { aMember, someSightings } from "../../../support/member-arbitraries";
import type { Situation } from "../../../support/member-case";
import { memberEventNames, memberEvents } from "../../../support/member-events";
import { table } from "../member-table";

function judgedBefore({ sightings, now, ...member }: Situation) {
  const firstSeenAt = firstSeenAfter(sightings, member.release.installedAt);
  return judgeBefore({ ...member, firstSeenAt, facts: weighBefore(sightings) }, now);
}

function judgedNow({ sightings, now: instant, ...member }: Situation) {
  const given = { ...member, facts: weigh(sightings, member.release.installedAt) };
  const judgement = judge(given, instant);
  return { ...judgement, inputs: explain(given, judgement, instant).inputs };
}

/** The frozen facts do not know of rule 17. */
function withoutOld({ connectedOldAt: _, ...facts }: Facts) {
  return facts;
}

describe("the same as before", () => {
  it.each(table)("$from × $event", (row) => {
    const after = memberEvents[row.event](row.before);
    expect(judgedNow(row.before)).toStrictEqual(judgedBefore(row.before));
    expect(judgedNow(after)).toStrictEqual(judgedBefore(after));
  });

  it("for any member at any instant", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        expect(judgedNow(member)).toStrictEqual(judgedBefore(member));
      }),
      { numRuns: 6000 },
    );
  });

  it("for any member to which several things happen", () => {
    const someEvents = fc.array(fc.constantFrom(...memberEventNames), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(aMember, someEvents, (member, events) => {
        const after = events.reduce<Situation>((situation, event) => memberEvents[event](situation), member);
        expect(judgedNow(after)).toStrictEqual(judgedBefore(after));
      }),
      { numRuns: 3000 },
    );
  });

  it("for the facts of any sightings, of one client and of several that are one", () => {
    fc.assert(
      fc.property(someSightings, someSightings, (some, others) => {
        expect(withoutOld(weigh(some))).toStrictEqual(weighBefore(some));
        expect(withoutOld(mergeFacts([weigh(some), weigh(others)]))).toStrictEqual(
          mergeBefore([weighBefore(some), weighBefore(others)]),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
