/**
 * FROZEN: a copy of lib/core/member.ts as it was before judging and explaining were parted and evidence got a module of its own. It is
 * never changed, but for rule 17 (two clocks), which came later and is marked where it stands: tests hold what is judged and weighed now
 * against it, case by case and over whole histories.
 *
 * The member's state: one pure function of (what is known, the clock). It is never set because a message said so.
 * The rules stand in the order of precedence (product.md rule 3); the first one that applies decides.
 */
import type { ClientKind, ConnectionType, InstallMethod } from "@/lib/core/client";
import type { EvidenceSource } from "@/lib/core/evidence";
import type { KindPolicy, Policy, PolicyLine } from "@/lib/core/policy";
import type { ReasonCode } from "@/lib/core/reasons";
import type { SiteRelease } from "@/lib/core/release";
import type { Facts } from "./evidence";

/** The seven states, in the order in which a person wants to read them. */
export const memberStates = [
  "waiting",
  "queued",
  "upgrading",
  "checked_in",
  "overdue",
  "needs_redeployment",
  "excluded",
] as const;
export type MemberState = (typeof memberStates)[number];

/** Everything a judgement depends on besides the clock. Instants in epoch milliseconds. */
export interface MemberCase {
  kind: ClientKind;
  facts: Facts;
  /** What people have set on the client. */
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  /** Connection agents: the security providers that are down until it is reinstalled (guides). */
  securityProviders: readonly string[];
  /** Day on which the client will be retired, `YYYY-MM-DD`. */
  plannedRetirementOn: string | null;
  exclusion: { reason: string; by: string; at: number } | null;
  /** The client that survives on the same endpoint, when this one is its shadow. */
  survivorId: number | null;
  attestation: { note: string; by: string; at: number } | null;
  release: SiteRelease & { agentsUpdateThemselves: boolean };
  /** All standing site releases of the appliance up to and including this one. */
  siteReleases: readonly SiteRelease[];
  policy: Policy;
  /** Does this appliance have any source for this kind? And when was the newest complete look at it taken? */
  look: { hasSource: boolean; at: number | null };
  mode: "observe" | "control";
  /** `leaseUntil`: holds a slot until then. `endedAt`: its last slot ended then and was not a failed attempt. */
  slot: { leaseUntil: number | null; endedAt: number | null; failedAttempts: number };
  /** Rule 17: when it was seen connected first after the release (`firstSeenAfter`). */
  firstSeenAt: number | null;
}

/** A value that led to a judgement. */
export type ReasonInput = number | string | boolean | EvidenceSource;

/** A state, why, and when it has to be looked at again. */
export interface Judgement {
  state: MemberState;
  code: ReasonCode;
  /** The inputs that led to it, by name; instants end in `At`/`Until`/`From` (epoch milliseconds), durations carry their unit. */
  inputs: Record<string, ReasonInput>;
  /** When the member should have checked in; `null` where it has no deadline (now). */
  dueAt: number | null;
  /** When time alone may change the judgement; `null`: only new evidence or a person can. */
  judgeAfter: number | null;
  /** When the check-in that proves the state happened; only in `checked_in`. */
  checkedInAt: number | null;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Rule 9: how long an attestation is believed for a kind that a source will report on. */
export const attestationHours = 24;

/** What the rules share: the case with everything derived from it once. */
interface Weighed extends MemberCase {
  now: number;
  line: PolicyLine;
  lineOfPolicy: KindPolicy;
  /** Rule 7: the connection type is unknown and "passive" was assumed. */
  assumedPassive: boolean;
  lastConnectedAt: number | null;
  /** Rule 1: `needs_update = true` stands. */
  needsUpdate: boolean;
  /** Rule 8: it had proved the release and then reported to need an update. */
  regressed: boolean;
  /** Rule 18: the newest list that shows it has a row that could not be read, and no complete list since was without it. */
  rowUnread: boolean;
  dueAt: number | null;
  /** When it counts as silent; null where a list that it stands in could not be read. */
  silentAt: number | null;
}

type Rule = (member: Weighed) => Judgement | null;

/** Judges one member as of `now` (epoch milliseconds). Total: every case gets exactly one state with its reason. */
export function judgeMember(member: MemberCase, now: number): Judgement {
  const weighed = weighMember(member, now);
  for (const rule of rules) {
    const judgement = rule(weighed);
    if (judgement) return judgement;
  }
  return notYet(weighed);
}

/** Precedence: excluded > checked in > upgrading > (attested: believed for a day) > needs redeployment > overdue > queued > waiting. */
const rules: readonly Rule[] = [
  excluded,
  checkedIn,
  upgrading,
  attestedAwaitingSighting,
  unavailableAtEndpoint,
  upgradedByHand,
  msiOnLockedDownMachine,
  attemptsExhausted,
  tooManyMissedReleases,
  silentTooLong,
  queued,
  rowUnreadable,
  updateNeedUnread,
  withoutDeadline,
  pastDue,
];

function weighMember(member: MemberCase, now: number): Weighed {
  const { facts, release } = member;
  const connectionType = facts.connectionType?.value ?? null;
  const line = policyLineOf(member.kind, connectionType, release.agentsUpdateThemselves);
  const lineOfPolicy = member.policy[line];
  const lastConnectedAt = facts.lastConnected?.value ?? null;
  const needsUpdate = facts.needsUpdate?.value === true;
  const regressed = needsUpdate && facts.currentAt !== null && facts.currentAt > release.installedAt;
  const rowUnread =
    facts.unreadable !== null && (member.look.at === null || member.look.at <= facts.unreadable.at);
  // Rule 17: it is here again and still needs the update.
  const isBack =
    needsUpdate && !regressed && lastConnectedAt !== null && lastConnectedAt > release.installedAt;
  const firstSeenAt = isBack ? member.firstSeenAt : null;
  const dueFrom = regressed ? facts.behindSinceAt : dueFromOf(member);
  // Written out: spreading the case here costs ten times the rest of the judgement.
  return {
    kind: member.kind,
    facts,
    installMethod: member.installMethod,
    preReleaseMsiPushed: member.preReleaseMsiPushed,
    securityProviders: member.securityProviders,
    plannedRetirementOn: member.plannedRetirementOn,
    exclusion: member.exclusion,
    survivorId: member.survivorId,
    attestation: member.attestation,
    release,
    siteReleases: member.siteReleases,
    policy: member.policy,
    look: member.look,
    mode: member.mode,
    slot: member.slot,
    firstSeenAt,
    now,
    line,
    lineOfPolicy,
    assumedPassive: member.kind === "jump_client" && connectionType === null,
    lastConnectedAt,
    needsUpdate,
    regressed,
    rowUnread,
    dueAt:
      dueFrom === null || lineOfPolicy.dueAfterMinutes === null
        ? null
        : Math.max(
            dueFrom + lineOfPolicy.dueAfterMinutes * minute,
            // Rule 17.
            firstSeenAt === null || lineOfPolicy.graceMinutes === null
              ? Number.NEGATIVE_INFINITY
              : firstSeenAt + lineOfPolicy.graceMinutes * minute,
          ),
    silentAt:
      lastConnectedAt === null || lineOfPolicy.silentDays === null || rowUnread
        ? null
        : lastConnectedAt + lineOfPolicy.silentDays * day,
  };
}

/** Rule 3: in control mode the due time runs from the end of the slot; before that there is none. */
function dueFromOf(member: MemberCase): number | null {
  return member.mode === "control" ? member.slot.endedAt : member.release.installedAt;
}

function excluded(member: Weighed): Judgement | null {
  if (member.exclusion) {
    const { reason, by, at } = member.exclusion;
    return settled("excluded", "excluded_by_person", { reason, by, excludedAt: at });
  }
  if (member.plannedRetirementOn) {
    return settled("excluded", "planned_retirement", { plannedRetirementOn: member.plannedRetirementOn });
  }
  if (member.survivorId !== null)
    return settled("excluded", "duplicate_shadow", { survivorId: member.survivorId });
  return null;
}

/**
 * Rule 1: connected strictly later than `installedAt`, as far as no word about its update need was unreadable, and no
 * `needs_update = true` stands. Rule 9 for kinds without a source.
 */
function checkedIn(member: Weighed): Judgement | null {
  const { facts, release } = member;
  const provenAt = facts.currentAt;
  if (provenAt !== null && provenAt > release.installedAt && !member.needsUpdate) {
    const began = facts.connectedFromAt;
    const checkedInAt = began !== null && began > release.installedAt && began <= provenAt ? began : provenAt;
    return { ...settled("checked_in", "seen_after_release", proofInputs(member, provenAt)), checkedInAt };
  }
  if (member.attestation && !member.look.hasSource) {
    const { by, at, note } = member.attestation;
    return { ...settled("checked_in", "attested", { by, note, attestedAt: at }), checkedInAt: at };
  }
  return null;
}

function upgrading(member: Weighed): Judgement | null {
  const { leaseUntil } = member.slot;
  return leaseUntil === null ? null : settled("upgrading", "holds_slot", { leaseUntil });
}

/** Rule 9: a person's word about a kind that a source reports on is believed for 24 h, then judged as before. */
function attestedAwaitingSighting(member: Weighed): Judgement | null {
  if (!member.attestation) return null;
  const { by, at } = member.attestation;
  const until = at + attestationHours * hour;
  if (member.now >= until) return null;
  return {
    ...settled("waiting", "attested_awaiting_sighting", { by, attestedAt: at, believedUntil: until }),
    dueAt: member.dueAt,
    judgeAfter: until,
  };
}

/** Rule 5: disabled or uninstalled at the endpoint; the remedy differs. */
function unavailableAtEndpoint(member: Weighed): Judgement | null {
  const { availability } = member.facts;
  if (availability === null || availability.value === "available") return null;
  const code = availability.value === "disabled" ? "disabled_at_endpoint" : "uninstalled_at_endpoint";
  return flagged(member, code, { observedAt: availability.at, observedSource: availability.source });
}

/** Policy: connection agents and integration clients never upgrade by themselves (guides; domain C1, C13). */
function upgradedByHand(member: Weighed): Judgement | null {
  if (!member.lineOfPolicy.byHand) return null;
  if (member.kind === "integration_client") return flagged(member, "integration_client_by_hand", {});
  const providers = member.securityProviders.join(", ");
  return flagged(member, "agent_by_hand", providers ? { securityProviders: providers } : {});
}

/** Policy, console: an MSI console on a locked-down machine cannot replace itself unless the new MSI was pushed before (guides). */
function msiOnLockedDownMachine(member: Weighed): Judgement | null {
  if (!member.lineOfPolicy.msiLockedDown) return null;
  if (member.installMethod !== "msi_locked_down" || member.preReleaseMsiPushed === true) return null;
  return flagged(member, "msi_locked_down", {});
}

function attemptsExhausted(member: Weighed): Judgement | null {
  const limit = member.lineOfPolicy.failedAttempts;
  const { failedAttempts } = member.slot;
  return limit === null || failedAttempts < limit
    ? null
    : flagged(member, "attempts_exhausted", { failedAttempts, allowedAttempts: limit });
}

/** Rule 18: its row in the newest list could not be read, so that list does not say that it is missing, silent or late. */
function rowUnreadable(member: Weighed): Judgement | null {
  const { unreadable } = member.facts;
  if (unreadable === null || !member.rowUnread) return null;
  const inputs: Record<string, ReasonInput> = {
    ...connectionInputs(member),
    unreadableAt: unreadable.at,
    unreadableSource: unreadable.source,
  };
  if (unreadable.value.column !== null) inputs.unreadableColumn = unreadable.value.column;
  return { ...settled("waiting", "row_unreadable", inputs), dueAt: member.dueAt };
}

/** Rule 18: it connected after the release, but whether it needs an update stands there in a word that nobody can read. */
function updateNeedUnread(member: Weighed): Judgement | null {
  const { facts, release, lastConnectedAt } = member;
  const unread = facts.needsUpdateUnread;
  if (unread === null || member.needsUpdate) return null;
  if (lastConnectedAt === null || lastConnectedAt <= release.installedAt) return null;
  return {
    ...settled("waiting", "update_need_unread", {
      ...connectionInputs(member),
      unreadAt: unread.at,
      unreadSource: unread.source,
    }),
    dueAt: member.dueAt,
    judgeAfter: nextOf(member, member.silentAt),
  };
}

/** Rule 6: distinct site versions since the client was last proven current, else since its last connection. */
function tooManyMissedReleases(member: Weighed): Judgement | null {
  if (member.rowUnread) return null;
  const limit = member.lineOfPolicy.missedReleases;
  const provenCurrentAt = member.facts.currentAt ?? member.lastConnectedAt;
  const missed = missedReleases(member.siteReleases, provenCurrentAt);
  if (limit === null || missed === null || provenCurrentAt === null || missed < limit) return null;
  return flagged(member, "missed_releases", {
    ...connectionInputs(member),
    missedReleases: missed,
    provenCurrentAt,
  });
}

/** Rule 7: silent runs from the last connection; a client never seen connected is not silent. */
function silentTooLong(member: Weighed): Judgement | null {
  if (member.silentAt === null || member.now < member.silentAt) return null;
  return flagged(member, "silent", {
    ...connectionInputs(member),
    silentDays: member.lineOfPolicy.silentDays ?? 0,
  });
}

/** Rule 3: in control mode a member never granted is queued, not overdue. Buttons upgrade when used and want no slot. */
function queued(member: Weighed): Judgement | null {
  if (member.mode !== "control" || member.slot.endedAt !== null || member.kind === "button") return null;
  return {
    ...settled("queued", "wants_slot", {
      ...connectionInputs(member),
      failedAttempts: member.slot.failedAttempts,
    }),
    judgeAfter: nextOf(member, member.silentAt),
  };
}

function withoutDeadline(member: Weighed): Judgement | null {
  if (member.dueAt !== null) return null;
  const behind = member.needsUpdate ? whyBehind(member) : null;
  return {
    ...settled("waiting", behind ?? (member.kind === "button" ? "on_first_use" : "no_deadline"), {
      ...connectionInputs(member),
      ...graceInputs(member),
    }),
    judgeAfter: nextOf(member, member.silentAt),
  };
}

/** Rule 4: overdue needs a look taken after the due time; kinds without a source go by the clock. */
function pastDue(member: Weighed): Judgement | null {
  const { dueAt, now, look } = member;
  if (dueAt === null || now < dueAt) return null;
  const inputs = {
    ...connectionInputs(member),
    dueAt,
    dueAfterMinutes: member.lineOfPolicy.dueAfterMinutes ?? 0,
    ...graceInputs(member),
  };
  const judgeAfter = nextOf(member, member.silentAt);
  if (look.hasSource && (look.at === null || look.at <= dueAt)) {
    const lookInputs: Record<string, ReasonInput> = look.at === null ? {} : { lookAt: look.at };
    return { ...settled("waiting", "no_data_since_due", { ...inputs, ...lookInputs }), dueAt, judgeAfter };
  }
  return {
    ...settled(
      "overdue",
      whyBehind(member) ?? "past_due",
      look.at === null ? inputs : { ...inputs, lookAt: look.at },
    ),
    dueAt,
    judgeAfter,
  };
}

/** What remains: not due yet. */
function notYet(member: Weighed): Judgement {
  const inputs: Record<string, ReasonInput> = { ...connectionInputs(member), ...graceInputs(member) };
  if (member.dueAt !== null) inputs.dueAt = member.dueAt;
  inputs.dueAfterMinutes = member.lineOfPolicy.dueAfterMinutes ?? 0;
  return {
    ...settled("waiting", whyBehind(member) ?? "not_due_yet", inputs),
    dueAt: member.dueAt,
    judgeAfter: nextOf(member, member.dueAt, member.silentAt),
  };
}

/** What is known beyond "not seen since": it went back, it is connected but old, or nobody ever saw it connected. */
function whyBehind(member: Weighed): ReasonCode | null {
  const { facts, release, lastConnectedAt } = member;
  if (member.regressed) return "regressed";
  // Rule 17.
  if (member.firstSeenAt !== null) return "connected_but_old";
  const reportedAt = facts.needsUpdate?.at ?? Number.NEGATIVE_INFINITY;
  if (member.needsUpdate && Math.max(reportedAt, lastConnectedAt ?? reportedAt) > release.installedAt)
    return "needs_update";
  return lastConnectedAt === null ? "never_seen" : null;
}

/** Rule 17: the second clock. */
function graceInputs({ firstSeenAt, lineOfPolicy }: Weighed): Record<string, ReasonInput> {
  if (firstSeenAt === null) return {};
  const { graceMinutes } = lineOfPolicy;
  return { connectedOldAt: firstSeenAt, ...(graceMinutes === null ? {} : { graceMinutes }) };
}

/** A redeployment flag; it clears by itself when the client is seen on the release. */
function flagged(member: Weighed, code: ReasonCode, inputs: Record<string, ReasonInput>): Judgement {
  return { ...settled("needs_redeployment", code, inputs), dueAt: member.dueAt };
}

function settled(state: MemberState, code: ReasonCode, inputs: Record<string, ReasonInput>): Judgement {
  return { state, code, inputs, dueAt: null, judgeAfter: null, checkedInAt: null };
}

/** What a check-in rests on: the proof, which is an older connection than the last one where a newer report could not be read. */
function proofInputs(member: Weighed, provenAt: number): Record<string, ReasonInput> {
  const inputs = connectionInputs(member);
  if (provenAt === member.lastConnectedAt) return inputs;
  const { lastConnectedSource: _, ...others } = inputs;
  return { ...others, lastConnectedAt: provenAt };
}

/** What every judgement about connections rests on, with its source. */
function connectionInputs(member: Weighed): Record<string, ReasonInput> {
  const { facts, release } = member;
  const inputs: Record<string, ReasonInput> = { installedAt: release.installedAt, policyLine: member.line };
  if (facts.lastConnected) {
    inputs.lastConnectedAt = facts.lastConnected.value;
    inputs.lastConnectedSource = facts.lastConnected.source;
    if (member.needsUpdate && facts.lastConnected.value > release.installedAt) inputs.connectedSince = true;
  }
  if (facts.needsUpdate) {
    inputs.needsUpdate = facts.needsUpdate.value;
    inputs.needsUpdateAt = facts.needsUpdate.at;
    inputs.needsUpdateSource = facts.needsUpdate.source;
  }
  if (member.assumedPassive) inputs.assumedPassive = true;
  return inputs;
}

/** The earliest of the given instants that is still to come. */
function nextOf(member: Weighed, ...instants: (number | null)[]): number | null {
  const coming = instants.filter((instant): instant is number => instant !== null && instant > member.now);
  return coming.length === 0 ? null : Math.min(...coming);
}

/** Rule 10: evidence dated at or before the release, or listed in the snapshot that stands in for the missing earlier one. */
export function isCohort(
  firstEvidenceAt: number,
  installedAt: number,
  inFirstSnapshotAfter: boolean,
): boolean {
  return firstEvidenceAt <= installedAt || inFirstSnapshotAfter;
}

/**
 * Rule 11: absent from two complete snapshots in a row, that is, last observed before the second newest one.
 * `lastObservedAt`: the newest observation of the client; `lookBeforeAt`: the second newest complete snapshot of its kind.
 */
export function hasLeft(lastObservedAt: number | null, lookBeforeAt: number | null): boolean {
  return lookBeforeAt !== null && lastObservedAt !== null && lastObservedAt < lookBeforeAt;
}

/**
 * Rule 13: every member except buttons is checked in or excluded. Never on a newest list that breaks off or most of whose rows
 * could not be read (rule 18): who is not in it may not be known at all.
 */
export function isFinished(
  counts: Record<MemberState, number>,
  unfinishedButtons: number,
  newestListIsDoubtful: boolean,
): boolean {
  if (newestListIsDoubtful) return false;
  const settledMembers = counts.checked_in + counts.excluded;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return all > 0 && all - settledMembers - unfinishedButtons === 0;
}

/**
 * Which line of the table a client is judged by. Rule 7: a Jump Client of unknown connection type is judged as passive,
 * which never calls it late too early.
 */
function policyLineOf(
  kind: ClientKind,
  connectionType: ConnectionType | null,
  agentsUpdateThemselves: boolean,
): PolicyLine {
  if (kind === "jump_client")
    return connectionType === "active" ? "jump_client_active" : "jump_client_passive";
  if (kind === "connection_agent" && agentsUpdateThemselves) return "connection_agent_updating_itself";
  return kind;
}

/**
 * Rule 6: how many distinct site versions were installed after the client was last known to run the current one.
 * `null` when nothing tells when that was.
 */
function missedReleases(siteReleases: readonly SiteRelease[], provenCurrentAt: number | null): number | null {
  if (provenCurrentAt === null) return null;
  const missed = siteReleases.filter((release) => release.installedAt > provenCurrentAt);
  return new Set(missed.map((release) => release.version)).size;
}
