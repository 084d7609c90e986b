/** The rules that settle a member before anything stands in its way: a person's decision, proof, a slot, a person's word. */
import type { MemberCase } from "./member-case";
import { connectionInputs, judged, type Rule } from "./rule";

const hour = 3_600_000;

/** Rule 9: how long an attestation is believed for a kind that a source will report on. */
export const attestationHours = 24;

type Exclusion = NonNullable<MemberCase["exclusion"]>;
type Attestation = NonNullable<MemberCase["attestation"]>;

/** Rule 5. */
export const excludedByPerson: Rule<Exclusion> = {
  holds: ({ given }) => given.exclusion,
  decide: () => judged("excluded", "excluded_by_person"),
  explain: (_weighed, { reason, by, at }) => ({ reason, by, excludedAt: at }),
  conclusive: false,
};

/** Rule 5. */
export const plannedRetirement: Rule<string> = {
  holds: ({ given }) => given.plannedRetirementOn,
  decide: () => judged("excluded", "planned_retirement"),
  explain: (_weighed, plannedRetirementOn) => ({ plannedRetirementOn }),
  conclusive: false,
};

/** Rule 5. */
export const duplicateShadow: Rule<number> = {
  holds: ({ given }) => given.survivorId,
  decide: () => judged("excluded", "duplicate_shadow"),
  explain: (_weighed, survivorId) => ({ survivorId }),
  conclusive: false,
};

/**
 * Rule 1: connected strictly later than `installedAt`, as far as no word about its update need was unreadable, and no
 * `needs_update = true` stands.
 */
export const seenAfterRelease: Rule<number> = {
  holds: ({ given, needsUpdate, provedRelease }) =>
    needsUpdate === null && provedRelease ? given.facts.currentAt : null,
  decide: ({ given: { facts, release } }, provenAt) => {
    const began = facts.connectedFromAt ?? provenAt;
    const checkedInAt = began > release.installedAt ? Math.min(began, provenAt) : provenAt;
    return judged("checked_in", "seen_after_release", null, null, checkedInAt);
  },
  // The proof is an older connection than the last one where a newer report could not be read; then no source shows it.
  explain: (weighed, provenAt) =>
    provenAt === weighed.lastConnectedAt
      ? connectionInputs(weighed)
      : { ...connectionInputs(weighed), lastConnectedAt: provenAt, lastConnectedSource: null },
  conclusive: true,
};

/** Rule 9, for a kind that this appliance has no source for. */
export const attested: Rule<Attestation> = {
  holds: ({ given: { attestation, look } }) => (look.hasSource ? null : attestation),
  decide: (_weighed, { at }) => judged("checked_in", "attested", null, null, at),
  explain: (_weighed, { by, at, note }) => ({ by, note, attestedAt: at }),
  conclusive: false,
};

export const holdsSlot: Rule<number> = {
  holds: ({ given }) => given.slot.leaseUntil,
  decide: () => judged("upgrading", "holds_slot"),
  explain: (_weighed, leaseUntil) => ({ leaseUntil }),
  conclusive: false,
};

/** Rule 9: a person's word about a kind that a source reports on is believed for 24 h, then judged as before. */
export const attestedAwaitingSighting: Rule<Attestation> = {
  holds: ({ given: { attestation, look }, now }) =>
    attestation !== null && look.hasSource && now < believedUntil(attestation) ? attestation : null,
  decide: ({ dueAt }, attestation) =>
    judged("waiting", "attested_awaiting_sighting", dueAt, believedUntil(attestation)),
  explain: (_weighed, attestation) => ({
    by: attestation.by,
    attestedAt: attestation.at,
    believedUntil: believedUntil(attestation),
  }),
  conclusive: false,
};

function believedUntil({ at }: Attestation): number {
  return at + attestationHours * hour;
}
