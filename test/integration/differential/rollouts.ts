/** The model's judging: the cases of product.md's rules built from what stands, judged by the frozen judge, and what is kept of that. */
import { isDeepStrictEqual } from "node:util";
import type { ClientKind } from "@/lib/core/client";
import {
  hasLeft,
  isCohort,
  type Judgement,
  judgeMember,
  type MemberCase,
} from "@/test/support/frozen/member";
import { firstSeenAfter } from "@/test/support/frozen/rule-17";
import { factsOf, stands, survivorOf } from "./what-is-known";
import {
  goingRollout,
  type KnownClient,
  type KnownImport,
  type Member,
  type Release,
  type Rollout,
  type Slot,
  standingReleases,
  type World,
} from "./world";

interface Judging {
  cause: string;
  /** Evidence was taken back, or a person decided something: a check-in is proven anew. */
  refresh: boolean;
}

/** The imports of a kind that stand, by when they were made: looks (complete ones) and others. */
function importsOf(world: World, kind: ClientKind): KnownImport[] {
  return world.imports
    .filter(({ status, kinds }) => status === "done" && kinds.includes(kind))
    .sort((a, b) => (a.exportedAt ?? 0) - (b.exportedAt ?? 0) || a.id - b.id);
}

/** Rule 10: the first complete snapshot after the release, where no snapshot of the kind was made before it. */
function cohortImport(world: World, kind: ClientKind, { installedAt }: Release): KnownImport | null {
  const ofKind = importsOf(world, kind);
  if (ofKind.some(({ exportedAt }) => (exportedAt ?? 0) <= installedAt)) return null;
  return ofKind.find(({ complete }) => complete) ?? null;
}

function caseOf(world: World, rollout: Rollout, client: KnownClient, kind: ClientKind): MemberCase {
  const ofKind = importsOf(world, kind);
  const looks = ofKind.filter(({ complete }) => complete);
  const { release } = rollout;
  return {
    kind,
    facts: factsOf(client),
    installMethod: client.installMethod,
    preReleaseMsiPushed: client.preReleaseMsiPushed,
    securityProviders: client.securityProviders,
    plannedRetirementOn: client.plannedRetirementOn,
    exclusion: client.exclusion,
    survivorId: survivorOf(world, client)?.id ?? null,
    attestation: rollout.attestations.get(client.who) ?? null,
    release,
    siteReleases: standingReleases(world).filter(({ installedAt }) => installedAt <= release.installedAt),
    policy: world.policy,
    look: { hasSource: ofKind.length > 0, at: looks.at(-1)?.exportedAt ?? null },
    mode: rollout.mode,
    slot: slotOf(rollout, client.who),
    firstSeenAt: firstSeenAfter(
      client.entries.map(({ sighting }) => sighting),
      release.installedAt,
    ),
  };
}

/** Rule 3: a due time runs from the end of a slot that was used; any other end leaves the member as if it had had none. */
function slotOf(rollout: Rollout, who: number): MemberCase["slot"] {
  const own = rollout.slots.filter((slot) => slot.who === who).sort((a, b) => a.fence - b.fence);
  const ends = own.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    leaseUntil: own.find(({ endedAt }) => endedAt === null)?.leaseUntil ?? null,
    endedAt: own.at(-1)?.outcome === "done" ? Math.max(...ends) : null,
    failedAttempts: own.filter(({ outcome }) => outcome === "failed" || outcome === "expired").length,
  };
}

/** Rule 11: not seen since before the second newest complete snapshot of its kind. */
function isLeft(world: World, client: KnownClient, kind: ClientKind): boolean {
  const looks = importsOf(world, kind).filter(({ complete }) => complete);
  return hasLeft(factsOf(client).newestObservedAt, looks.at(-2)?.exportedAt ?? null);
}

function isOfCohort(world: World, client: KnownClient, kind: ClientKind, release: Release): boolean {
  const standIn = cohortImport(world, kind, release);
  return isCohort(
    factsOf(client).firstEvidenceAt ?? Number.POSITIVE_INFINITY,
    release.installedAt,
    standIn !== null && client.entries.some(({ importId }) => importId === standIn.id),
  );
}

/** Judges these clients in the rollout that is going, if there is one. */
export function judgeClients(world: World, whos: Iterable<number>, judging: Judging): void {
  const rollout = goingRollout(world);
  if (!rollout) return;
  for (const who of whos) {
    const client = world.clients.get(who);
    const fleet = world.fleet[who];
    if (client && fleet) judgeClient(world, rollout, client, fleet.kind, judging);
  }
}

function judgeClient(
  world: World,
  rollout: Rollout,
  client: KnownClient,
  kind: ClientKind,
  { cause, refresh }: Judging,
): void {
  const { who } = client;
  const stored = rollout.members.get(who);
  if (!stands(client)) {
    if (!stored) return;
    rollout.members.delete(who);
    endHeldSlot(rollout, who, "withdrawn", world.now);
    return;
  }
  const judgement = judgeMember(caseOf(world, rollout, client, kind), world.now);
  const cohort = isOfCohort(world, client, kind, rollout.release);
  const left = isLeft(world, client, kind);
  if (!stored) rollout.members.set(who, { judgement, since: world.now, cohort, left });
  else if (stored.cohort !== cohort || stored.left !== left || !saysTheSame(stored, judgement, refresh)) {
    const keepsProof =
      stored.judgement.state === "checked_in" && judgement.state === "checked_in" && !refresh;
    rollout.members.set(who, {
      judgement: keepsProof
        ? { ...judgement, checkedInAt: stored.judgement.checkedInAt ?? judgement.checkedInAt }
        : judgement,
      since: stored.judgement.state === judgement.state ? stored.since : world.now,
      cohort,
      left,
    });
    if (stored.judgement.state !== judgement.state) {
      const told = rollout.transitions.get(who) ?? [];
      const { state: from } = stored.judgement;
      told.push({ from, to: judgement.state, code: judgement.code, cause, at: world.now });
      rollout.transitions.set(who, told);
    }
  }
  if (judgement.state === "checked_in" || judgement.state === "excluded") {
    endHeldSlot(rollout, who, judgement.state, world.now);
  }
}

/** A check-in once proven keeps its first proof, until evidence is taken back or a release corrected. */
function saysTheSame(stored: Member, judgement: Judgement, refresh: boolean): boolean {
  const { judgement: before } = stored;
  if (before.state !== judgement.state || before.code !== judgement.code) return false;
  if (judgement.code === "seen_after_release" && !refresh) {
    return before.inputs.installedAt === judgement.inputs.installedAt;
  }
  // Deliberately not as before: when proofs are told anew, the instant of the check-in is so with them.
  return isDeepStrictEqual(before, judgement);
}

export function endHeldSlot(rollout: Rollout, who: number, outcome: string, at: number): Slot | null {
  const held = rollout.slots.find((slot) => slot.who === who && slot.endedAt === null);
  if (!held) return null;
  held.endedAt = at;
  held.outcome = outcome;
  return held;
}

/** Judges every client of the kinds that an import speaks of: those it shows, and those it does not (rules 4, 11 and 18). */
export function judgeKinds(
  world: World,
  { id, kinds: ofSnapshot, rows }: KnownImport,
  refresh: boolean,
): void {
  const kinds = [...ofSnapshot, ...rows.map(({ kind }) => kind)];
  const whos = [...world.fleet.keys()].filter((who) => kinds.some((kind) => kind === world.fleet[who]?.kind));
  judgeClients(world, whos, { cause: `import ${id}`, refresh });
}

/** Judges the rollout that is going as a whole. */
export function judgeAnew(world: World): void {
  judgeClients(world, world.clients.keys(), { cause: "opening", refresh: true });
}

/** Rule 12: the newest site release is going, all others are superseded and stay as they were. A closed one stays closed. */
export function arrangeRollouts(world: World, rolloutIdOf: (release: Release) => number): void {
  const releases = standingReleases(world);
  const current = releases.at(-1);
  for (const release of releases) {
    if (world.rollouts.some((rollout) => rollout.release === release)) continue;
    world.rollouts.push({
      id: rolloutIdOf(release),
      release,
      status: "superseded",
      isClosed: false,
      mode: "observe",
      members: new Map(),
      transitions: new Map(),
      attestations: new Map(),
      slots: [],
    });
  }
  for (const rollout of world.rollouts) {
    if (rollout.release !== current) rollout.status = "superseded";
    else rollout.status = rollout.isClosed ? "closed" : "open";
  }
  judgeAnew(world);
}

/** Time has come on: whoever's state it changes is judged, and leases that ran out are failed attempts. */
export function sweep(world: World): void {
  judgeClients(world, world.clients.keys(), { cause: "sweep", refresh: false });
  for (const rollout of world.rollouts) {
    for (const slot of rollout.slots) {
      if (slot.endedAt !== null || slot.leaseUntil > world.now) continue;
      endHeldSlot(rollout, slot.who, "expired", world.now);
      if (rollout.status === "open") judgeClients(world, [slot.who], { cause: "slot", refresh: false });
    }
  }
}
