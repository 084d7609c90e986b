/** The redeployment flags: why a client will not come by itself. Each clears by itself when the client is seen on the release. */
import type { Availability } from "../client";
import type { Dated } from "../evidence";
import type { ReasonCode } from "../reasons";
import { missedReleases } from "../release";
import type { WeighedCase } from "./member-case";
import { connectionInputs, type Judgement, judged, type Rule } from "./rule";

function flagged({ dueAt }: WeighedCase, code: ReasonCode): Judgement {
  return judged("needs_redeployment", code, dueAt);
}

/** Rule 5: disabled or uninstalled at the endpoint; the remedy differs. */
export const unavailableAtEndpoint: Rule<Dated<Availability>> = {
  holds: ({ given: { facts } }) => (facts.availability?.value === "available" ? null : facts.availability),
  decide: (weighed, { value }) =>
    flagged(weighed, value === "disabled" ? "disabled_at_endpoint" : "uninstalled_at_endpoint"),
  explain: (_weighed, { at, source }) => ({ observedAt: at, observedSource: source }),
  conclusive: false,
};

/** Policy: connection agents and integration clients never upgrade by themselves (guides; domain C1, C13). */
export const upgradedByHand: Rule<true> = {
  holds: ({ policy }) => policy.byHand || null,
  decide: (weighed) =>
    flagged(
      weighed,
      weighed.given.kind === "integration_client" ? "integration_client_by_hand" : "agent_by_hand",
    ),
  explain: ({ given: { kind, securityProviders } }) => ({
    securityProviders: kind === "integration_client" ? null : securityProviders.join(", ") || null,
  }),
  conclusive: false,
};

/** Policy, console: an MSI console on a locked-down machine cannot replace itself unless the new MSI was pushed before (guides). */
export const msiOnLockedDownMachine: Rule<true> = {
  holds: ({ policy, given: { installMethod, preReleaseMsiPushed } }) =>
    (policy.msiLockedDown && installMethod === "msi_locked_down" && preReleaseMsiPushed !== true) || null,
  decide: (weighed) => flagged(weighed, "msi_locked_down"),
  explain: () => ({}),
  conclusive: false,
};

/** Policy: as many slots as are allowed ended without proof. The ground: how many are allowed. */
export const attemptsExhausted: Rule<number> = {
  holds: ({ policy: { failedAttempts: allowed }, given: { slot } }) =>
    slot.failedAttempts >= (allowed ?? Number.POSITIVE_INFINITY) ? allowed : null,
  decide: (weighed) => flagged(weighed, "attempts_exhausted"),
  explain: ({ given: { slot } }, allowedAttempts) => ({
    failedAttempts: slot.failedAttempts,
    allowedAttempts,
  }),
  conclusive: false,
};

/** Rule 6: distinct site versions since the client was last proven current, else since its last connection. The ground: how many. */
export const tooManyMissedReleases: Rule<number> = {
  holds: (weighed) => {
    const limit = weighed.policy.missedReleases;
    if (limit === null || weighed.unreadable !== null) return null;
    const missed = missedReleases(weighed.given.siteReleases, provenCurrentAt(weighed));
    return (missed ?? Number.NEGATIVE_INFINITY) >= limit ? missed : null;
  },
  decide: (weighed) => flagged(weighed, "missed_releases"),
  explain: (weighed, missed) => ({
    ...connectionInputs(weighed),
    missedReleases: missed,
    provenCurrentAt: provenCurrentAt(weighed),
  }),
  conclusive: false,
};

function provenCurrentAt({ given: { facts }, lastConnectedAt }: WeighedCase): number | null {
  return facts.currentAt ?? lastConnectedAt;
}

/** Rule 7: silent runs from the last connection; a client never seen connected is not silent. */
export const silentTooLong: Rule<true> = {
  holds: ({ silentAt, now }) => (silentAt !== null && now >= silentAt) || null,
  decide: (weighed) => flagged(weighed, "silent"),
  explain: (weighed) => ({ ...connectionInputs(weighed), silentDays: weighed.policy.silentDays }),
  conclusive: false,
};
