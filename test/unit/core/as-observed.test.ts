import { describe, expect, it } from "vitest";
import { judgeAsObserved } from "@/lib/core/as-observed";
import { weigh } from "@/lib/core/evidence";
import {
  aMemberCase,
  hoursAfterRelease,
  hoursBeforeRelease,
  installedAt,
  memberIn,
} from "../../support/member-case";

const queued = memberIn.queued();
const late = { ...queued, look: { hasSource: true, at: hoursAfterRelease(3) } };

describe("a queued member, if its rollout only observed", () => {
  it("is due after the release, and overdue once a look shows it late", () => {
    const facts = weigh(queued.sightings);
    expect(judgeAsObserved(queued.kind, facts, queued, queued.now)).toMatchObject({
      state: "waiting",
      code: "not_due_yet",
    });
    expect(judgeAsObserved(late.kind, facts, late, hoursAfterRelease(3))).toStrictEqual({
      state: "overdue",
      code: "past_due",
      dueAt: hoursAfterRelease(2),
      judgeAfter: hoursAfterRelease(30 * 24 - 1),
      checkedInAt: null,
      inputs: {
        installedAt,
        policyLine: "jump_client_active",
        lastConnectedAt: hoursBeforeRelease(1),
        lastConnectedSource: { type: "import", importId: 1, line: 2 },
        dueAt: hoursAfterRelease(2),
        dueAfterMinutes: 120,
        lookAt: hoursAfterRelease(3),
      },
    });
  });

  it("is nothing that a person or a slot would make of it: those would not have left it queued", () => {
    const agent = aMemberCase({ kind: "connection_agent" });
    expect(judgeAsObserved(agent.kind, weigh(agent.sightings), agent, agent.now)).toMatchObject({
      code: "agent_by_hand",
      inputs: {},
    });
    expect(judgeAsObserved(agent.kind, weigh(agent.sightings), agent, agent.now).inputs).toStrictEqual({});
  });
});
