/** Loads members with everything they are judged by: the few that are picked, each with its own look-ups. */
import type { ClientKind, ConnectionType, InstallMethod } from "@/lib/core/client";
import type { MemberCase } from "@/lib/core/judging/member-case";
import { hasLeft, isCohort, type MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { newestSnapshots } from "@/lib/evidence/newest";
import { factsOfRow, type NowFacts, nowFactsColumn, sourceTimesColumn } from "@/lib/evidence/now-row";
import { isListedIn } from "@/lib/evidence/snapshot-block";
import { prepared, type Sql } from "@/lib/platform/db";
import { notRetried } from "./retry-many";
import type { RolloutBasis } from "./store";

/** What a check-in was proven by, as it was when it was proven. Sources as `client_now` has them. */
export interface Proof {
  at: number;
  source: number | null;
  connectionType: ConnectionType | null;
  needsUpdateSource: number | null;
}

/** A member as it is stored. Instants in epoch milliseconds. */
export interface StoredMember {
  state: MemberState;
  code: ReasonCode;
  cohort: boolean;
  left: boolean;
  dueAt: number | null;
  judgeAfter: number | null;
  checkedInAt: number | null;
  proof: Proof | null;
  wave: number | null;
  priority: number | null;
  turn: number | null;
}

/** A member to be judged: its case (`null`: nothing stands of the client), what is stored, and the revision a decision rests on. */
export interface Candidate {
  clientId: number;
  kind: ClientKind;
  group: string | null;
  case: MemberCase | null;
  cohort: boolean;
  left: boolean;
  stored: StoredMember | null;
  rev: number;
}

/** What a slot of the rollout amounts to for its member. */
interface SlotRow {
  leaseUntil: string | null;
  outcome: string | null;
  endedAt: string | null;
  failedAttempts: number;
}

/** A row of `candidateQuery`. */
export interface CandidateRow {
  clientId: number;
  kind: ClientKind;
  group: string | null;
  now: NowFacts;
  sourceTimes: Record<string, number> | null;
  newestId: number | null;
  newestAt: number | null;
  survivorId: number | null;
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  securityProviders: string[];
  plannedRetirementOn: string | null;
  exclusion: { reason: string; by: string; at: string } | null;
  attestation: { note: string; by: string; at: string } | null;
  inCohortImport: boolean;
  /** What its slots in this rollout amount to; `null`: it never had one. */
  slot: SlotRow | null;
  isMember: boolean | null;
  state: MemberState;
  code: ReasonCode;
  cohort: boolean;
  left: boolean;
  dueAt: number | null;
  judgeAfter: number | null;
  checkedInAt: number | null;
  proofAt: number | null;
  proofSource: number | null;
  proofConnectionType: ConnectionType | null;
  proofNeedsUpdateSource: number | null;
  wave: number | null;
  priority: number | null;
  turn: number | null;
  rev: number;
  /** The version of the member's row. */
  seen: string;
}

/** SQL over client `c`: of `imports` (an object, by kind) the one of its own kind, as an array. */
export const ofOwnKind = (imports: string) => `ARRAY[(${imports}::jsonb ->> c.kind)::int]`;

/**
 * $1: the rollout, $2: the imports that stand in for an earlier snapshot, $3: its appliance, $4: the clients. Their array is wrapped,
 * lest its length make planning anew each time look cheaper than the plan that is kept.
 */
export const candidateQuery = `
  WITH newest AS (${newestSnapshots("i.appliance_id = $3")})
  SELECT c.id AS "clientId", c.kind, c.group_name AS "group", ${nowFactsColumn("n")} AS now,
      ${sourceTimesColumn("n")} AS "sourceTimes", newest.import_id AS "newestId", newest.exported_at AS "newestAt",
      c.survivor_id AS "survivorId", c.install_method AS "installMethod",
      c.pre_release_msi_pushed AS "preReleaseMsiPushed", c.security_providers AS "securityProviders",
      c.planned_retirement_on AS "plannedRetirementOn",
      (SELECT json_build_object('reason', e.reason, 'by', e.made_by, 'at', e.made_at) FROM exclusion e
        WHERE e.client_id = c.id AND e.removed_at IS NULL) AS exclusion,
      (SELECT json_build_object('note', a.note, 'by', a.made_by, 'at', a.made_at) FROM attestation a
        WHERE a.client_id = c.id AND a.rollout_id = $1 AND a.removed_at IS NULL) AS attestation,
      ${isListedIn(ofOwnKind("$2"), "c.id")}
        OR EXISTS (SELECT 1 FROM client e WHERE e.merged_into_id = c.id AND ${isListedIn(ofOwnKind("$2"), "e.id")}) AS "inCohortImport",
      (SELECT json_build_object('leaseUntil', max(s.lease_until) FILTER (WHERE s.ended_at IS NULL),
                                'outcome', (array_agg(s.outcome ORDER BY s.fence DESC))[1], 'endedAt', max(s.ended_at),
                                'failedAttempts', count(*) FILTER (WHERE s.failed_attempt AND ${notRetried}))
         FROM slot s WHERE s.rollout_id = $1 AND s.client_id = c.id HAVING count(*) > 0) AS slot,
      n.rollout_id = $1 AS "isMember", n.state, n.reason_code AS code, n.cohort, n.has_left AS "left", n.due_at AS "dueAt",
      n.judge_after AS "judgeAfter", n.checked_in_at AS "checkedInAt", n.proof_at AS "proofAt", n.proof_source AS "proofSource",
      n.proof_connection_type AS "proofConnectionType", n.proof_needs_update_source AS "proofNeedsUpdateSource",
      n.wave, n.priority, n.turn, n.rev, n.xmin::text AS seen
    FROM client c JOIN client_now n ON n.client_id = c.id LEFT JOIN newest ON newest.kind = c.kind
   WHERE c.appliance_id = $3 AND c.id = ANY((SELECT $4::int[])::int[])`;

/** Those of these clients that are of the rollout's appliance, in one statement: rows and snapshots are of one instant. */
export async function loadCandidates(
  db: Sql,
  basis: RolloutBasis,
  clientIds: readonly number[],
): Promise<Candidate[]> {
  const { rows } = await db.query<CandidateRow>(prepared(candidateQuery), [
    basis.id,
    JSON.stringify(cohortImports(basis)),
    basis.applianceId,
    clientIds,
  ]);
  return rows.map((row) => toCandidate(basis, row));
}

/** The snapshot of each kind that stands in for an earlier one (rule 10), by kind. */
export function cohortImports(basis: RolloutBasis): Partial<Record<ClientKind, number>> {
  const ofKinds = [...basis.looks].filter(([, { cohortImportId }]) => cohortImportId !== null);
  return Object.fromEntries(ofKinds.map(([kind, { cohortImportId }]) => [kind, cohortImportId]));
}

/** Puts a row of `candidateQuery` into the form of the rules. */
export function toCandidate(basis: RolloutBasis, row: CandidateRow): Candidate {
  const look = basis.looks.get(row.kind);
  const newest =
    row.newestId === null || row.newestAt === null
      ? null
      : { importId: row.newestId, exportedAt: row.newestAt };
  const facts = factsOfRow(row, newest);
  return {
    clientId: row.clientId,
    kind: row.kind,
    group: row.group,
    rev: row.rev,
    case: row.now.stands
      ? {
          kind: row.kind,
          facts,
          installMethod: row.installMethod,
          preReleaseMsiPushed: row.preReleaseMsiPushed,
          securityProviders: row.securityProviders,
          plannedRetirementOn: row.plannedRetirementOn,
          exclusion: row.exclusion && { ...row.exclusion, at: Date.parse(row.exclusion.at) },
          survivorId: row.survivorId,
          attestation: row.attestation && { ...row.attestation, at: Date.parse(row.attestation.at) },
          release: basis.release,
          siteReleases: basis.siteReleases,
          policy: basis.policy,
          look: { hasSource: look !== undefined, at: look?.lookAt ?? null },
          mode: basis.mode,
          slot: toSlotFacts(row.slot),
        }
      : null,
    cohort:
      row.now.stands && isCohort(facts.firstEvidenceAt ?? 0, basis.release.installedAt, row.inCohortImport),
    left: hasLeft(facts.newestObservedAt, look?.lookBeforeAt ?? null),
    stored: row.isMember === true ? toStored(row) : null,
  };
}

function toStored(row: CandidateRow): StoredMember {
  const { state, code, cohort, left, dueAt, judgeAfter, checkedInAt, wave, priority, turn } = row;
  const proof =
    row.proofAt === null
      ? null
      : {
          at: row.proofAt,
          source: row.proofSource,
          connectionType: row.proofConnectionType,
          needsUpdateSource: row.proofNeedsUpdateSource,
        };
  return { state, code, cohort, left, dueAt, judgeAfter, checkedInAt, proof, wave, priority, turn };
}

/** A member that has not had a slot. */
export const noSlot: MemberCase["slot"] = { leaseUntil: null, endedAt: null, failedAttempts: 0 };

/** Only `done` lets a due time run; after any other end the member is as if it had not had the slot, but for failures. */
export function toSlotFacts(slot: SlotRow | null): MemberCase["slot"] {
  if (slot === null) return noSlot;
  const endedAt = slot.outcome === "done" && slot.endedAt !== null ? Date.parse(slot.endedAt) : null;
  return {
    leaseUntil: slot.leaseUntil === null ? null : Date.parse(slot.leaseUntil),
    endedAt,
    failedAttempts: slot.failedAttempts,
  };
}
