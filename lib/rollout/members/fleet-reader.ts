/** Reads the members of a stretch of ids, with what is known of each, out of `client_now` in binary, and makes candidates of them. */
import type { ClientKind, ConnectionType } from "@/lib/core/client";
import { hasLeft, isCohort, type MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { factColumns, readNowFacts, type TimeOf, toFacts } from "@/lib/evidence/now-row";
import { type RowReader, readBinary } from "@/lib/platform/copy-binary";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { type IdRange, isInRange } from "./block-ranges";
import { type Candidate, noSlot, type StoredMember } from "./candidates";
import { noMarks, type SparseCases } from "./sparse-cases";
import type { RolloutBasis } from "./store";

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

/** Whom of a fleet: clients of these kinds, members that are due by an instant (epoch milliseconds). `null`: all. */
export interface WhichOfFleet {
  kinds: readonly ClientKind[] | null;
  dueBy: number | null;
}
export const everybody: WhichOfFleet = { kinds: null, dueBy: null };

/** Gives every client of the range that stands or is a member, in the order of ids; their groups are not known (null). */
export async function readFleetRange(
  tx: Tx,
  basis: RolloutBasis,
  range: IdRange,
  { kinds, dueBy }: WhichOfFleet,
  sparse: SparseCases,
  timeOf: TimeOf,
  take: (candidate: Candidate) => void,
): Promise<void> {
  const ofKinds = kinds === null ? "" : `AND n.kind IN (${kinds.map((kind) => `'${kind}'`).join(", ")})`;
  const due =
    dueBy === null ? "" : `AND n.rollout_id = ${basis.id} AND n.judge_after <= '${asTimestamp(dueBy)}'`;
  const which = `${isInRange("n.client_id", range)} AND (n.stands OR n.rollout_id = ${basis.id}) ${ofKinds} ${due}`;
  await readFleet(tx, basis, which, sparse, timeOf, take);
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
  return readFleet(tx, basis, `n.client_id = ANY('{${clientIds.join(",")}}'::int[])`, sparse, timeOf, take);
}

function readFleet(
  tx: Tx,
  basis: RolloutBasis,
  which: string,
  sparse: SparseCases,
  timeOf: TimeOf,
  take: (candidate: Candidate) => void,
): Promise<void> {
  const columns = ["client_id", "kind", "rev", ...factColumns, ...memberColumns];
  return readBinary(
    tx,
    `SELECT ${columns.map((column) => `n.${column}`).join(", ")} FROM client_now n
      WHERE ${which} AND n.appliance_id = ${basis.applianceId} ORDER BY n.client_id`,
    (row) => take(readCandidate(row, basis, sparse, timeOf)),
  );
}

function readCandidate(row: RowReader, basis: RolloutBasis, sparse: SparseCases, timeOf: TimeOf): Candidate {
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
