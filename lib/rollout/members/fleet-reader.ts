/** Reads the members of a stretch of ids, with what is known of each, out of `client_now` in binary, and makes candidates of them. */
import type { ClientKind, ConnectionType } from "@/lib/core/client";
import { hasLeft, isCohort, type MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { startSuspicionMinutes } from "@/lib/core/release";
import { factColumns, readNowFacts, type TimeOf, toFacts } from "@/lib/evidence/now-row";
import { type RowReader, readBinary } from "@/lib/platform/copy-binary";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { type IdRange, isInRange, isOneOf } from "./block-ranges";
import { type Candidate, noSlot, type StoredMember } from "./candidates";
import { noMarks, type SparseCases } from "./sparse-cases";
import type { RolloutBasis } from "./store";

const startSuspicionMs = startSuspicionMinutes * 60_000;

const memberColumns = [
  "rollout_id",
  "cohort",
  "has_left",
  "state",
  "reason_code",
  "due_at",
  "judge_after",
  "checked_in_at",
  "proof_at",
  "proof_source",
  "proof_connection_type",
  "proof_needs_update_source",
  "wave",
  "priority",
  "turn",
];

/** Whom of a fleet: clients of these kinds (`null`: of all). `unlessSettled`: but for those whose check-in would be left as it is (`settled`). */
export interface WhichOfFleet {
  kinds: readonly ClientKind[] | null;
  unlessSettled: boolean;
}
export const everybody: WhichOfFleet = { kinds: null, unlessSettled: false };

/** Gives every client of the range that stands or is a member, in the order of ids; their groups are not known (null). */
export async function readFleetRange(
  tx: Tx,
  basis: RolloutBasis,
  range: IdRange,
  { kinds, unlessSettled }: WhichOfFleet,
  sparse: SparseCases,
  timeOf: TimeOf,
  take: (candidate: Candidate) => void,
): Promise<void> {
  const news = unlessSettled ? `AND (${settled(basis, sparse)}) IS NOT TRUE` : "";
  const which = `${isInRange("n.client_id", range)} AND (n.stands OR n.rollout_id = ${basis.id}) ${ofKinds(kinds)} ${news}`;
  await readFleet(tx, basis, which, sparse, timeOf, take);
}

const ofKinds = (kinds: WhichOfFleet["kinds"]) =>
  kinds === null ? "" : `AND n.kind IN (${kinds.map((kind) => `'${kind}'`).join(", ")})`;

/**
 * SQL over `client_now n`: members that checked in, of whom nothing says otherwise and whom the newest list of their kind shows. `decide`
 * leaves each of them as it is, unless something in `sparse` speaks of it. Whoever may be a sign of rule 16 is none of them.
 */
function settled(basis: RolloutBasis, sparse: SparseCases): string {
  const installed = `'${asTimestamp(basis.release.installedAt)}'`;
  const soonAfter = `'${asTimestamp(basis.release.installedAt + startSuspicionMs)}'`;
  const seenAfter = [...basis.looks].filter(
    ([, { newest }]) => newest !== null && newest.exportedAt > basis.release.installedAt,
  );
  const openAfter =
    seenAfter.length === 0 ? "false" : `n.kind IN (${seenAfter.map(([kind]) => `'${kind}'`).join(", ")})`;
  const { marks, exclusions, attestations, slots } = sparse;
  const spokenOf = [marks, exclusions, attestations, slots].flatMap((each) => [...each.keys()]);
  return `n.rollout_id = ${basis.id} AND n.stands AND n.state = 'checked_in' AND n.reason_code = 'seen_after_release'
    AND n.cohort AND n.first_evidence_at <= ${installed} AND NOT n.has_left AND n.observed_at IS NULL AND n.needs_update IS NOT TRUE
    AND CASE WHEN n.is_current THEN COALESCE(n.last_connected_at > ${installed}, ${openAfter}) ELSE n.current_at > ${installed} END
    AND (n.online IS DISTINCT FROM false OR n.last_connected_at > ${soonAfter})
    AND n.client_id <> ALL('{${spokenOf.join(",")}}'::int[])`;
}

/** How many settled members of the range were not given (`unlessSettled`), by kind. */
export async function countSettled(
  tx: Tx,
  basis: RolloutBasis,
  range: IdRange,
  { kinds }: WhichOfFleet,
  sparse: SparseCases,
): Promise<{ kind: ClientKind; members: number }[]> {
  const { rows } = await tx.query<{ kind: ClientKind; members: number }>(
    `SELECT n.kind, count(*) AS members FROM client_now n
      WHERE ${isInRange("n.client_id", range)} AND n.appliance_id = ${basis.applianceId} ${ofKinds(kinds)} AND ${settled(basis, sparse)}
      GROUP BY 1`,
  );
  return rows;
}

/** The same for these clients: for thousands of them. */
export function readFleetOf(
  tx: Tx,
  basis: RolloutBasis,
  clientIds: readonly number[],
  sparse: SparseCases,
  timeOf: TimeOf,
  take: (candidate: Candidate) => void,
): Promise<void> {
  return readFleet(tx, basis, isOneOf(clientIds)("n.client_id"), sparse, timeOf, take);
}

function readFleet(
  tx: Tx,
  basis: RolloutBasis,
  which: string,
  sparse: SparseCases,
  timeOf: TimeOf,
  take: (candidate: Candidate) => void,
): Promise<void> {
  return readBinary(
    tx,
    `SELECT ${candidateColumns} FROM client_now n
      WHERE ${which} AND n.appliance_id = ${basis.applianceId} ORDER BY n.client_id`,
    (row) => take(readCandidate(row, basis, sparse, timeOf)),
  );
}

/** SQL: the columns of `client_now n` that `readCandidate` reads. */
export const candidateColumns = ["client_id", "kind", "rev", ...factColumns, ...memberColumns]
  .map((column) => `n.${column}`)
  .join(", ");

/** The candidate that a row of `candidateColumns` is, in a rollout of its appliance; its group is not known (null). */
export function readCandidate(
  row: RowReader,
  basis: RolloutBasis,
  sparse: SparseCases,
  timeOf: TimeOf,
): Candidate {
  const clientId = row.int() ?? 0;
  const kind = row.text() as ClientKind;
  const rev = row.int() ?? 0;
  const now = readNowFacts(row);
  const stored = row.int() === basis.id ? readStored(row) : null;
  const look = basis.looks.get(kind);
  const facts = toFacts(now, look?.newest ?? null, timeOf);
  const marks = sparse.marks.get(clientId) ?? noMarks;
  return {
    clientId,
    kind,
    group: null,
    rev,
    case: now.stands
      ? {
          kind,
          facts,
          installMethod: marks.installMethod,
          preReleaseMsiPushed: marks.preReleaseMsiPushed,
          securityProviders: marks.securityProviders,
          plannedRetirementOn: marks.plannedRetirementOn,
          exclusion: sparse.exclusions.get(clientId) ?? null,
          survivorId: marks.survivorId,
          attestation: sparse.attestations.get(clientId) ?? null,
          release: basis.release,
          siteReleases: basis.siteReleases,
          policy: basis.policy,
          look: { hasSource: look !== undefined, at: look?.lookAt ?? null },
          mode: basis.mode,
          slot: sparse.slots.get(clientId) ?? noSlot,
        }
      : null,
    cohort:
      now.stands &&
      isCohort(
        facts.firstEvidenceAt ?? 0,
        basis.release.installedAt,
        sparse.isInCohortImport(clientId, kind),
      ),
    left: hasLeft(facts.newestObservedAt, look?.lookBeforeAt ?? null),
    stored,
  };
}

function readStored(row: RowReader): StoredMember {
  const cohort = row.bool() === true;
  const left = row.bool() === true;
  const state = row.text() as MemberState;
  const code = row.text() as ReasonCode;
  const dueAt = row.instant();
  const judgeAfter = row.instant();
  const checkedInAt = row.instant();
  const proofAt = row.instant();
  const source = row.int();
  const connectionType = row.text() as ConnectionType | null;
  const needsUpdateSource = row.int();
  const proof = proofAt === null ? null : { at: proofAt, source, connectionType, needsUpdateSource };
  const wave = row.int();
  const priority = row.int();
  const turn = row.int();
  return { state, code, cohort, left, dueAt, judgeAfter, checkedInAt, proof, wave, priority, turn };
}
