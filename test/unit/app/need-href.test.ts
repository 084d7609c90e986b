// Where the overview leads whoever is to redeploy clients: to the work, or to the list of those who only look.
import { expect, it } from "vitest";
import { needHref } from "@/app/(house)/_overview/need-href";
import type { ApplianceAtGlance } from "@/lib/rollout/overview/overview-queries";

const glance = (mode: "observe" | "control") =>
  ({ appliance: { id: 7 }, rollout: { id: 12, mode }, superseded: null }) as unknown as ApplianceAtGlance;
const need = { code: "needs_redeployment", clients: 3 } as const;

it.each([
  ["who works on clients", "observe", true, "/work?applianceId=7&state=open%2Cfailed%2Cstarted"],
  [
    "the same in control mode, where what is started upgrades",
    "control",
    true,
    "/work?applianceId=7&state=open%2Cfailed",
  ],
  ["who only looks", "observe", false, "/clients?rolloutId=12&state=needs_redeployment"],
] as const)("leads %s to where they can act", (_who, mode, mayWork, href) => {
  expect(needHref(need, glance(mode), mayWork)).toBe(href);
});
