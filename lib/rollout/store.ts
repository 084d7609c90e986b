/** What the rollout module reads under lock and writes: members with their judgement, transitions, rollouts. */
import type { ClientKind, InstallMethod } from "@/lib/core/client";
import { type Facts, noFacts } from "@/lib/core/evidence";
import type { ExplainedJudgement as Judgement } from "@/lib/core/judging/judge-member";
import type { MemberCase } from "@/lib/core/judging/member-case";
import { hasLeft, isCohort, type MemberState } from "@/lib/core/member";
import { defaultPolicy, type Policy } from "@/lib/core/policy";
import { byInstallation, type SiteRelease } from "@/lib/core/release";
import { asTimestamp, prepared, type Sql, type Tx } from "@/lib/platform/db";

export type RolloutStatus = "opening" | "open" | "held" | "superseded" | "closed";

/** A rollout with everything its members' judgements share. */
export interface RolloutBasis {
  id: number;
  applianceId: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  epoch: number;
  release: SiteRelease & { agentsUpdateThemselves: boolean };
  siteReleases: SiteRelease[];
  policy: Policy;
  looks: Map<ClientKind, KindLook>;
}

/** What the imports of one kind say as a whole. */
export interface KindLook {
  /** `exportedAt` of the newest complete snapshot that stands, epoch milliseconds. */
  lookAt: number | null;
  /** `exportedAt` of the complete snapshot before that one. */
  lookBeforeAt: number | null;
  /** Rule 10: the first complete snapshot after the release, when no snapshot of the kind was made before it. */
  cohortImportId: number | null;
}

/** The standing policy of an appliance: the newest edition, else the default. */
export async function loadPolicy(db: Sql, applianceId: number): Promise<{ version: number; policy: Policy }> {
  const { rows } = await db.query<{ version: number; policy: Policy }>(
    "SELECT version, policy FROM policy_version WHERE appliance_id = $1 ORDER BY version DESC LIMIT 1",
    [applianceId],
  );
  return { version: rows[0]?.version ?? 0, policy: { ...defaultPolicy, ...rows[0]?.policy } };
}

/** The standing site releases of an appliance, oldest first. */
export async function loadSiteReleases(db: Sql, applianceId: number): Promise<SiteRelease[]> {
  const { rows } = await db.query<SiteRelease>(
    `SELECT id, version, installed_at AS "installedAt" FROM release
      WHERE appliance_id = $1 AND kind = 'site' AND withdrawn_at IS NULL`,
    [applianceId],
  );
  return byInstallation(rows);
}

/** The rollout of an appliance that is still going (opening, open or held), if any. */
export async function findGoingRollout(
  db: Sql,
  applianceId: number,
): Promise<{ id: number; status: RolloutStatus } | null> {
  const { rows } = await db.query<{ id: number; status: RolloutStatus }>(
    "SELECT id, status FROM rollout WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held')",
    [applianceId],
  );
  return rows[0] ?? null;
}

interface BasisRow {
  id: number;
  applianceId: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  epoch: number;
  releaseId: number;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
  policy: Partial<Policy> | null;
  siteReleases: (Omit<SiteRelease, "installedAt"> & { installedAt: string })[] | null;
  looks:
    | (Omit<KindLook, "lookAt" | "lookBeforeAt"> & {
        kind: ClientKind;
        lookAt: string | null;
        lookBeforeAt: string | null;
      })[]
    | null;
}

/** Loads what all judgements of a rollout share, in one statement; `null` when it is gone. */
export async function loadRolloutBasis(db: Sql, rolloutId: number): Promise<RolloutBasis | null> {
  const { rows } = await db.query<BasisRow>(
    prepared(`SELECT r.id, r.appliance_id AS "applianceId", r.status, r.mode, r.epoch, r.release_id AS "releaseId",
            l.version, l.installed_at AS "installedAt", l.agents_update_themselves AS "agentsUpdateThemselves",
            (SELECT policy FROM policy_version WHERE appliance_id = r.appliance_id ORDER BY version DESC LIMIT 1) AS policy,
            (SELECT json_agg(json_build_object('id', id, 'version', version, 'installedAt', installed_at)) FROM release
              WHERE appliance_id = r.appliance_id AND kind = 'site' AND withdrawn_at IS NULL
                AND installed_at <= l.installed_at) AS "siteReleases",
            (SELECT json_agg(look) FROM (${lookOfEachKind}) look) AS looks
       FROM rollout r JOIN release l ON l.id = r.release_id WHERE r.id = $1`),
    [rolloutId],
  );
  const row = rows[0];
  if (!row) return null;
  const { releaseId, version, installedAt, agentsUpdateThemselves, policy, siteReleases, looks, ...rollout } =
    row;
  const instant = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    ...rollout,
    release: { id: releaseId, version, installedAt, agentsUpdateThemselves },
    siteReleases: byInstallation(
      (siteReleases ?? []).map((release) => ({ ...release, installedAt: Date.parse(release.installedAt) })),
    ),
    policy: { ...defaultPolicy, ...policy },
    looks: new Map(
      (looks ?? []).map(({ kind, lookAt, lookBeforeAt, cohortImportId }) => [
        kind,
        { lookAt: instant(lookAt), lookBeforeAt: instant(lookBeforeAt), cohortImportId },
      ]),
    ),
  };
}

/** SQL over rollout `r` and its release `l`: a `KindLook` for each kind that imports speak of. */
const lookOfEachKind = `
  SELECT s.kind, max(i.exported_at) FILTER (WHERE i.complete) AS "lookAt",
         (array_agg(i.exported_at ORDER BY i.exported_at DESC) FILTER (WHERE i.complete))[2] AS "lookBeforeAt",
         CASE WHEN bool_or(i.exported_at <= l.installed_at) THEN NULL
              ELSE (array_agg(i.id ORDER BY i.exported_at, i.id)
                      FILTER (WHERE i.complete AND i.exported_at > l.installed_at))[1]
         END AS "cohortImportId"
    FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
   WHERE i.appliance_id = r.appliance_id AND i.status = 'done'
   GROUP BY s.kind`;

/** A client with its member row (if it has one) as a judgement needs them. */
interface CandidateRow {
  clientId: number;
  kind: ClientKind;
  facts: Partial<Facts>;
  firstEvidenceAt: number | null;
  survivorId: number | null;
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  securityProviders: string[];
  plannedRetirementOn: string | null;
  exclusion: { reason: string; by: string; at: string } | null;
  attestation: { note: string; by: string; at: string } | null;
  inCohortImport: boolean;
  /** What its slots in this rollout amount to; `null`: it never had one. */
  slot: {
    leaseUntil: string | null;
    outcome: string | null;
    endedAt: string | null;
    failedAttempts: number;
  } | null;
  state: MemberState | null;
  reason: StoredJudgement | null;
  cohort: boolean | null;
  left: boolean | null;
  checkedInAt: number | null;
  rev: number | null;
}

/** The JSON kept in `member.reason` and `transition.reason`. */
export interface StoredJudgement {
  code: Judgement["code"];
  inputs: Judgement["inputs"];
  dueAt: number | null;
  judgeAfter: number | null;
}

/** A member to be judged: its case, what is stored now, and the revision the decision rests on. */
export interface Candidate {
  clientId: number;
  case: MemberCase | null;
  cohort: boolean;
  left: boolean;
  stored: {
    state: MemberState;
    reason: StoredJudgement;
    cohort: boolean;
    left: boolean;
    checkedInAt: number | null;
    rev: number;
  } | null;
}

/**
 * The query behind every judgement: clients of the rollout's appliance joined with their member row. `which` is a
 * condition over `c` (client) and `m` (member, may be missing) with parameters from $3 on.
 */
export function candidateQuery(which: string): string {
  return `SELECT c.id AS "clientId", c.kind, c.facts, c.first_evidence_at AS "firstEvidenceAt",
      c.survivor_id AS "survivorId", c.install_method AS "installMethod",
      c.pre_release_msi_pushed AS "preReleaseMsiPushed", c.security_providers AS "securityProviders",
      c.planned_retirement_on AS "plannedRetirementOn",
      (SELECT json_build_object('reason', e.reason, 'by', e.made_by, 'at', e.made_at) FROM exclusion e
        WHERE e.client_id = c.id AND e.removed_at IS NULL) AS exclusion,
      (SELECT json_build_object('note', a.note, 'by', a.made_by, 'at', a.made_at) FROM attestation a
        WHERE a.client_id = c.id AND a.rollout_id = $1 AND a.removed_at IS NULL) AS attestation,
      EXISTS (SELECT 1 FROM sighting s WHERE s.client_id = c.id AND ${ofCohortImport})
        OR EXISTS (SELECT 1 FROM client e JOIN sighting s ON s.client_id = e.id
                    WHERE e.merged_into_id = c.id AND ${ofCohortImport}) AS "inCohortImport",
      (SELECT json_build_object('leaseUntil', max(s.lease_until) FILTER (WHERE s.ended_at IS NULL),
                                'outcome', (array_agg(s.outcome ORDER BY s.fence DESC))[1], 'endedAt', max(s.ended_at),
                                'failedAttempts', count(*) FILTER (WHERE s.failed_attempt))
         FROM slot s WHERE s.rollout_id = $1 AND s.client_id = c.id HAVING count(*) > 0) AS slot,
      m.state, m.reason, m.cohort, m.has_left AS "left", m.checked_in_at AS "checkedInAt", m.rev
    FROM client c LEFT JOIN member m ON m.rollout_id = $1 AND m.client_id = c.id
    WHERE ${which}`;
}

/** SQL over `s` (sighting) and `c`: it is of the cohort snapshot of the client's own kind. All of them are looked up at once first. */
const ofCohortImport = `s.import_id = ANY(ARRAY(SELECT value::int FROM jsonb_each_text($2::jsonb)))
          AND s.import_id = ($2::jsonb ->> c.kind)::int`;

/** The cohort snapshot of each kind that has one, as parameter $2 of `candidateQuery`. */
export function cohortImports(basis: RolloutBasis): string {
  const ofKinds = [...basis.looks].filter(([, { cohortImportId }]) => cohortImportId !== null);
  return JSON.stringify(Object.fromEntries(ofKinds.map(([kind, look]) => [kind, look.cohortImportId])));
}

/** Puts a row of `candidateQuery` into the form of the pure core. */
export function toCandidate(basis: RolloutBasis, row: CandidateRow): Candidate {
  const look = basis.looks.get(row.kind);
  return {
    clientId: row.clientId,
    case:
      row.firstEvidenceAt === null
        ? null
        : {
            kind: row.kind,
            facts: { ...noFacts, ...row.facts },
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
            slot: slotFacts(row.slot),
          },
    cohort:
      row.firstEvidenceAt !== null &&
      isCohort(row.firstEvidenceAt, basis.release.installedAt, row.inCohortImport),
    left: hasLeft(row.facts.newestObservedAt ?? null, look?.lookBeforeAt ?? null),
    stored:
      row.state === null || row.reason === null
        ? null
        : {
            state: row.state,
            reason: row.reason,
            cohort: row.cohort ?? false,
            left: row.left ?? false,
            checkedInAt: row.checkedInAt,
            rev: row.rev ?? 0,
          },
  };
}

/** Only `done` lets a due time run; after any other end the member is as if it had not had the slot, but for failures. */
function slotFacts(slot: CandidateRow["slot"]): MemberCase["slot"] {
  if (slot === null) return { leaseUntil: null, endedAt: null, failedAttempts: 0 };
  const endedAt = slot.outcome === "done" && slot.endedAt !== null ? Date.parse(slot.endedAt) : null;
  return {
    leaseUntil: slot.leaseUntil === null ? null : Date.parse(slot.leaseUntil),
    endedAt,
    failedAttempts: slot.failedAttempts,
  };
}

/** A decision about one member, ready to be written if `rev` is still the stored one (`null`: there was no row). */
export interface MemberDecision {
  clientId: number;
  rev: number | null;
  /** `null`: nothing stands of the client any more; the member goes. */
  judgement: Judgement | null;
  cohort: boolean;
  left: boolean;
}

/**
 * Writes decisions and their transitions in one go; each only if its member is still as it was loaded. Returns how
 * many were written; the rest have been changed by somebody else meanwhile and must be loaded and judged again.
 */
export async function writeDecisions(
  tx: Tx,
  rolloutId: number,
  decisions: readonly MemberDecision[],
  cause: string,
  now: number,
): Promise<number> {
  if (decisions.length === 0) return 0;
  const at = asTimestamp(now);
  const { rows } = await tx.query<{ written: number }>(
    prepared(`WITH decision AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($4) AS d(client_id integer, rev integer, gone boolean, cohort boolean,
         has_left boolean, state text, reason_code text, reason jsonb, due_at timestamptz, judge_after timestamptz,
         checked_in_at timestamptz)
     ), gone AS (
       DELETE FROM member m USING decision d
        WHERE d.gone AND m.rollout_id = $1 AND m.client_id = d.client_id AND m.rev = d.rev RETURNING 1
     ), before AS (
       SELECT m.client_id, m.state FROM member m JOIN decision d ON d.client_id = m.client_id
        WHERE m.rollout_id = $1 AND NOT d.gone AND d.rev IS NOT NULL
     ), changed AS (
       UPDATE member m SET cohort = d.cohort, has_left = d.has_left, state = d.state, reason_code = d.reason_code,
              reason = d.reason, due_at = d.due_at, judge_after = d.judge_after, checked_in_at = d.checked_in_at,
              state_since = CASE WHEN m.state = d.state THEN m.state_since ELSE $2::timestamptz END, rev = m.rev + 1
         FROM decision d
        WHERE m.rollout_id = $1 AND m.client_id = d.client_id AND NOT d.gone AND m.rev = d.rev
        RETURNING m.client_id, m.state, m.reason_code, m.reason
     ), added AS (
       INSERT INTO member (rollout_id, client_id, cohort, has_left, state, reason_code, reason, state_since, due_at,
                           judge_after, checked_in_at)
       SELECT $1, client_id, cohort, has_left, state, reason_code, reason, $2, due_at, judge_after, checked_in_at
         FROM decision WHERE rev IS NULL AND NOT gone
       ON CONFLICT DO NOTHING RETURNING 1
     ), told AS (
       INSERT INTO transition (rollout_id, client_id, from_state, to_state, reason_code, reason, cause, at)
       SELECT $1, c.client_id, b.state, c.state, c.reason_code, c.reason, $3, $2
         FROM changed c JOIN before b USING (client_id) WHERE b.state <> c.state RETURNING 1
     )
     SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM added) AS written`),
    [rolloutId, at, cause, JSON.stringify(decisions.map(decisionRecord))],
  );
  return rows[0]?.written ?? 0;
}

/** A decision under the names of the member's columns. */
function decisionRecord({ clientId, rev, judgement, cohort, left }: MemberDecision): Record<string, unknown> {
  return {
    client_id: clientId,
    rev,
    gone: judgement === null,
    cohort,
    has_left: left,
    state: judgement?.state ?? null,
    reason_code: judgement?.code ?? null,
    reason: judgement && storedJudgement(judgement),
    due_at: asTimestamp(judgement?.dueAt ?? null),
    judge_after: asTimestamp(judgement?.judgeAfter ?? null),
    checked_in_at: asTimestamp(judgement?.checkedInAt ?? null),
  };
}

/** A member as it is stored, for `putBackMember`; `null` where the client has none. */
export async function copyMember(tx: Tx, rolloutId: number, clientId: number): Promise<unknown> {
  const { rows } = await tx.query<{ kept: unknown }>(
    "SELECT to_jsonb(m) AS kept FROM member m WHERE rollout_id = $1 AND client_id = $2",
    [rolloutId, clientId],
  );
  return rows[0]?.kept ?? null;
}

/** Puts a copied member back, not placed in the queue and still to be judged; does nothing where it was one of another rollout. */
export async function putBackMember(tx: Tx, rolloutId: number, kept: unknown): Promise<void> {
  await tx.query(
    `INSERT INTO member (rollout_id, client_id, cohort, has_left, state, reason_code, reason, state_since, due_at,
                         judge_after, checked_in_at, priority, rev)
     SELECT rollout_id, client_id, cohort, has_left, state, reason_code, reason, state_since, due_at, judge_after,
            checked_in_at, priority, rev
       FROM jsonb_populate_record(NULL::member, $2) WHERE rollout_id = $1
     ON CONFLICT DO NOTHING`,
    [rolloutId, JSON.stringify(kept)],
  );
}

/** Of these clients those whose recorded check-in rests on a sighting that is none of theirs (any more), or on another time of installation. */
export async function withoutTheirProof(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
): Promise<number[]> {
  const { rows } = await tx.query<{ clientId: number }>(
    `SELECT m.client_id AS "clientId"
       FROM member m JOIN rollout r ON r.id = m.rollout_id JOIN release l ON l.id = r.release_id
      WHERE m.rollout_id = $1 AND m.client_id = ANY($2::int[]) AND m.reason_code = 'seen_after_release'
        AND ((m.reason #>> '{inputs,installedAt}')::numeric IS DISTINCT FROM round(extract(epoch FROM l.installed_at) * 1000)
             OR EXISTS (
               SELECT 1 FROM jsonb_each(m.reason->'inputs') AS input(name, cited)
                WHERE jsonb_typeof(cited) = 'object' AND NOT EXISTS (
                  SELECT 1 FROM sighting s
                   WHERE s.client_id IN (SELECT m.client_id UNION ALL SELECT id FROM client WHERE merged_into_id = m.client_id)
                     AND CASE WHEN cited->>'type' = 'import'
                              THEN s.import_id = (cited->>'importId')::int AND s.line IS NOT DISTINCT FROM (cited->>'line')::int
                              ELSE s.id = (cited->>'sightingId')::bigint END)))`,
    [rolloutId, clientIds],
  );
  return rows.map(({ clientId }) => clientId);
}

/** The part of a judgement that is kept as the reason. */
export function storedJudgement({ code, inputs, dueAt, judgeAfter }: Judgement): StoredJudgement {
  return { code, inputs, dueAt, judgeAfter };
}

/**
 * Locks, in this order: rollout, appliance, member, slot.
 *
 * Holds what a rollout's members are judged by against change until the transaction ends: it is neither superseded,
 * closed, opened nor given another mode. Holding, resuming and halting it go on. Returns its status, or `null` when it
 * is gone.
 */
export async function lockRollout(tx: Tx, rolloutId: number): Promise<RolloutStatus | null> {
  const { rows } = await tx.query<{ status: RolloutStatus }>(
    "SELECT status FROM rollout WHERE id = $1 FOR KEY SHARE",
    [rolloutId],
  );
  return rows[0]?.status ?? null;
}

/** Takes a rollout to hold, resume or halt it: in turns with others who do, waiting for no judgement. */
export async function lockRolloutToHold(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query("SELECT 1 FROM rollout WHERE id = $1 FOR NO KEY UPDATE", [rolloutId]);
}

/**
 * Takes the rollouts of an appliance, once no judgement is under way in them, and then the appliance: for who changes
 * what members are judged by. In this order grants go on until then. Returns false when there is no such appliance.
 */
export async function lockRolloutsOf(tx: Tx, applianceId: number): Promise<boolean> {
  await tx.query("SELECT 1 FROM rollout WHERE appliance_id = $1 ORDER BY id FOR UPDATE", [applianceId]);
  return (await lockAppliance(tx, applianceId)) !== null;
}

/**
 * Takes the appliance's row, and returns its cap, or `null` when it is gone: what slots are granted by is changed in
 * turns with granting. NO KEY: an import that is being applied refers to the row and must hold nobody up.
 */
export async function lockAppliance(tx: Tx, applianceId: number): Promise<{ cap: number | null } | null> {
  const { rows } = await tx.query<{ cap: number | null }>(
    "SELECT cap FROM appliance WHERE id = $1 FOR NO KEY UPDATE",
    [applianceId],
  );
  return rows[0] ?? null;
}
