/** The model of one appliance: what stands of its clients, imports and rollouts, kept as plain values. Nothing of it is read from a database. */
import type { ClientKind, InstallMethod } from "@/lib/core/client";
import type { Policy } from "@/lib/core/policy";
import type { Description } from "@/test/support/frozen/description";
import type { Sighting } from "@/test/support/frozen/evidence";
import type { Judgement, MemberState } from "@/test/support/frozen/member";
import type { Columns, FleetClient, SaidRow } from "./fleet";

/** A sighting that stands, with the words of its row. */
export interface Entry {
  sighting: Sighting;
  said: Description;
  /** `null`: a person's word. */
  importId: number | null;
}

/** A client that was seen at least once. What a person decided stays when nothing stands of it. */
export interface KnownClient {
  who: number;
  /** Its number in the product. */
  id: number;
  entries: Entry[];
  exclusion: { reason: string; by: string; at: number } | null;
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  securityProviders: string[];
  plannedRetirementOn: string | null;
}

export type ImportStanding =
  | "needs_mapping"
  | "needs_confirmation"
  | "done"
  | "failed"
  | "cancelled"
  | "taken_back";

export interface Difference {
  added: number;
  returned: number;
  missing: number;
  moved: number;
  changed: number;
  duplicates: number;
  unreadable: number;
  /** Rows that were not refused. */
  rows: number;
  previous: number | null;
}

export interface KnownImport {
  id: number;
  status: ImportStanding;
  text: string;
  /** What the rows of its file say. */
  file: readonly SaidRow[];
  kind: ClientKind;
  columns: Columns;
  complete: boolean;
  /** When it was made, as the upload or an answer says. */
  stated: number | null;
  exportedAt: number | null;
  /** What it was uploaded with, for the same bytes once more. */
  asked: { exportedAt: number | null; complete: boolean };
  /** The rows that stand for clients, once it was matched. */
  rows: SaidRow[];
  kinds: ClientKind[];
  accepted: number;
  rejected: number;
  difference: Difference | null;
  /** Why a person has to confirm it. */
  reasons: string[];
}

export interface Release {
  id: number;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
  isWithdrawn: boolean;
}

export interface Slot {
  id: number;
  fence: number;
  who: number;
  leaseUntil: number;
  endedAt: number | null;
  outcome: string | null;
}

export interface Member {
  judgement: Judgement;
  since: number;
  cohort: boolean;
  left: boolean;
}

export interface Transition {
  from: MemberState;
  to: MemberState;
  code: string;
  cause: string;
  at: number;
}

export interface Rollout {
  id: number;
  release: Release;
  status: "open" | "superseded" | "closed";
  isClosed: boolean;
  mode: "observe" | "control";
  members: Map<number, Member>;
  transitions: Map<number, Transition[]>;
  attestations: Map<number, { note: string; by: string; at: number }>;
  slots: Slot[];
}

export interface World {
  now: number;
  /** The person who does everything. */
  by: string;
  fleet: readonly FleetClient[];
  confirmChangePercent: number;
  confirmRejectPercent: number;
  policy: Policy;
  clients: Map<number, KnownClient>;
  imports: KnownImport[];
  releases: Release[];
  rollouts: Rollout[];
}

/** One history under way. */
export interface Play {
  applianceId: number;
  world: World;
  /** How many files were written. */
  files: number;
  /** Rollouts go to control mode as soon as they are open. */
  controls: boolean;
}

/** The rollout that is going, if any. */
export function goingRollout(world: World): Rollout | null {
  return world.rollouts.find(({ status }) => status === "open") ?? null;
}

/** The standing site releases, oldest first; of equals the one recorded first. */
export function standingReleases(world: World): Release[] {
  return world.releases
    .filter(({ isWithdrawn }) => !isWithdrawn)
    .sort((a, b) => a.installedAt - b.installedAt || a.id - b.id);
}

/** The client of a place in the fleet, made known with its number where it was not. */
export function clientAt(world: World, who: number, id: number): KnownClient {
  const known = world.clients.get(who);
  if (known) return known;
  const client: KnownClient = {
    who,
    id,
    entries: [],
    exclusion: null,
    installMethod: null,
    preReleaseMsiPushed: null,
    securityProviders: [],
    plannedRetirementOn: null,
  };
  world.clients.set(who, client);
  return client;
}
