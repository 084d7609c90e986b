/**
 * The rules for a member that nothing stands in the way of: queued, waiting for what cannot be read, due, without a deadline.
 * Where one of them decides, `silentAt` is still to come or not known: `silentTooLong` was asked before.
 */
import type { Dated, Facts } from "../evidence";
import { isAfter } from "../instants";
import type { ReasonCode } from "../reasons";
import type { WeighedCase } from "./member-case";
import { connectionInputs, judged, type LastRule, type ReasonInput, type Rule } from "./rule";

/** Rule 3: in control mode a member never granted is queued, not overdue. Buttons upgrade when used and want no slot. */
export const wantsSlot: Rule<true> = {
  holds: ({ given: { mode, slot, kind } }) =>
    (mode === "control" && slot.endedAt === null && kind !== "button") || null,
  decide: ({ silentAt }) => judged("queued", "wants_slot", null, silentAt),
  explain: (weighed) => ({
    ...connectionInputs(weighed),
    failedAttempts: weighed.given.slot.failedAttempts,
  }),
  conclusive: true,
};

/** Rule 18: its row in the newest list could not be read, so that list does not say that it is missing, silent or late. */
export const rowUnreadable: Rule<NonNullable<Facts["unreadable"]>> = {
  holds: ({ unreadable }) => unreadable,
  decide: ({ dueAt }) => judged("waiting", "row_unreadable", dueAt),
  explain: (weighed, { at, source, value }) => ({
    ...connectionInputs(weighed),
    unreadableAt: at,
    unreadableSource: source,
    unreadableColumn: value.column,
  }),
  conclusive: true,
};

/** Rule 18: it connected after the release, but whether it needs an update stands there in a word that nobody can read. */
export const updateNeedUnread: Rule<Dated<true>> = {
  holds: ({ given: { facts, release }, needsUpdate, lastConnectedAt }) =>
    needsUpdate === null && isAfter(lastConnectedAt, release.installedAt) ? facts.needsUpdateUnread : null,
  decide: ({ dueAt, silentAt }) => judged("waiting", "update_need_unread", dueAt, silentAt),
  explain: (weighed, { at, source }) => ({
    ...connectionInputs(weighed),
    unreadAt: at,
    unreadSource: source,
  }),
  conclusive: true,
};

/** Rule 4: overdue needs a look taken after the due time; kinds without a source go by the clock. */
export const noDataSinceDue: Rule<true> = {
  holds: ({ dueAt, now, given: { look } }) =>
    (dueAt !== null && now >= dueAt && look.hasSource && !isAfter(look.at, dueAt)) || null,
  decide: ({ dueAt, silentAt }) => judged("waiting", "no_data_since_due", dueAt, silentAt),
  explain: (weighed) => ({ ...dueInputs(weighed), lookAt: weighed.given.look.at }),
  conclusive: true,
};

export const pastDue: Rule<true> = {
  holds: ({ dueAt, now }) => (dueAt !== null && now >= dueAt) || null,
  decide: (weighed) => judged("overdue", whyBehind(weighed) ?? "past_due", weighed.dueAt, weighed.silentAt),
  explain: (weighed) => ({ ...dueInputs(weighed), lookAt: weighed.given.look.at }),
  conclusive: true,
};

export const notDueYet: Rule<number> = {
  holds: ({ dueAt }) => dueAt,
  decide: (weighed, dueAt) => {
    const code = whyBehind(weighed) ?? "not_due_yet";
    return judged("waiting", code, dueAt, Math.min(dueAt, weighed.silentAt ?? dueAt));
  },
  explain: dueInputs,
  conclusive: true,
};

/** What remains: no due time, by the policy, or because the client upgrades whenever it is used. */
export const withoutDeadline: LastRule = {
  decide: (weighed) => {
    const { given, needsUpdate, silentAt } = weighed;
    const code = given.kind === "button" ? "on_first_use" : "no_deadline";
    return judged("waiting", (needsUpdate === null ? null : whyBehind(weighed)) ?? code, null, silentAt);
  },
  explain: (weighed) => ({ ...connectionInputs(weighed), ...graceInputs(weighed) }),
};

/**
 * What is known beyond "not seen since": it went back; it was here and did not upgrade (rule 17); it was said to need the update and was
 * not seen since; or nobody ever saw it connected.
 */
function whyBehind(weighed: WeighedCase): ReasonCode | null {
  const { given, needsUpdate, provedRelease, connectedOldAt, lastConnectedAt } = weighed;
  if (provedRelease) return "regressed";
  if (connectedOldAt !== null) return "connected_but_old";
  if (needsUpdate !== null && isAfter(needsUpdate.at, given.release.installedAt)) return "needs_update";
  return lastConnectedAt === null ? "never_seen" : null;
}

function dueInputs(weighed: WeighedCase): Record<string, ReasonInput | null> {
  return {
    ...connectionInputs(weighed),
    dueAt: weighed.dueAt,
    dueAfterMinutes: weighed.policy.dueAfterMinutes,
    ...graceInputs(weighed),
  };
}

/** Rule 17: the second clock, where it runs. */
function graceInputs({ connectedOldAt, policy }: WeighedCase): Record<string, ReasonInput | null> {
  return { connectedOldAt, graceMinutes: connectedOldAt === null ? null : policy.graceMinutes };
}
