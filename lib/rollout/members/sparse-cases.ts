/** What only some members of a stretch of ids have: a person's decisions and words, slots, a place in the list that stands for the cohort. */
import { type ClientKind, clientKinds, type InstallMethod } from "@/lib/core/client";
import type { MemberCase } from "@/lib/core/judging/member-case";
import { blockOf, clientAt, isListedIn } from "@/lib/evidence/snapshot-block";
import { readBinary } from "@/lib/platform/copy-binary";
import type { Sql, Tx } from "@/lib/platform/db";
import { type IdRange, isInRange } from "./block-ranges";
import { cohortImports, ofOwnKind, toSlotFacts } from "./candidates";
import { notRetried } from "./retry-many";
import type { RolloutBasis } from "./store";

/** What people have set on a client, or found out about it. */
export type Marks = Pick<
  MemberCase,
  "installMethod" | "preReleaseMsiPushed" | "securityProviders" | "plannedRetirementOn" | "survivorId"
>;

/** Whoever has none. */
export const noMarks: Marks = {
  installMethod: null,
  preReleaseMsiPushed: null,
  securityProviders: [],
  plannedRetirementOn: null,
  survivorId: null,
};

/** By client. */
export interface SparseCases {
  marks: Map<number, Marks>;
  exclusions: Map<number, NonNullable<MemberCase["exclusion"]>>;
  attestations: Map<number, NonNullable<MemberCase["attestation"]>>;
  slots: Map<number, MemberCase["slot"]>;
  isInCohortImport: (clientId: number, kind: ClientKind) => boolean;
}

/** Loads it. `owners`: clients that count as listed because of an entry that was merged into them (`listedByEntry`). */
export async function loadSparseCases(
  tx: Tx,
  basis: RolloutBasis,
  range: IdRange,
  owners: ReadonlySet<number>,
): Promise<SparseCases> {
  return {
    ...(await loadMarkedCases(tx, basis, (id) => isInRange(id, range))),
    isInCohortImport: await loadListed(tx, cohortImports(basis), range, owners),
  };
}

/** SQL: whether a client's id is one of those asked for. */
type Which = (id: string) => string;

/** Everything but who belongs to the cohort by a list: for whoever explains a judgement, and makes none. */
export async function loadMarkedCases(db: Sql, basis: RolloutBasis, which: Which): Promise<SparseCases> {
  return {
    marks: await loadMarks(db, basis.applianceId, which),
    exclusions: await loadExclusions(db, which),
    attestations: await loadAttestations(db, basis.id, which),
    slots: await loadSlots(db, basis.id, which),
    isInCohortImport: () => false,
  };
}

/** Survivors of merges of which a merged entry stands in one of the imports that stand in for an earlier snapshot. */
export async function listedByEntry(db: Sql, basis: RolloutBasis): Promise<ReadonlySet<number>> {
  const imports = cohortImports(basis);
  if (Object.keys(imports).length === 0) return new Set();
  const { rows } = await db.query<{ id: number }>(
    `SELECT c.merged_into_id AS id FROM client c
      WHERE c.appliance_id = $1 AND c.merged_into_id IS NOT NULL AND ${isListedIn(ofOwnKind("$2"), "c.id")}`,
    [basis.applianceId, JSON.stringify(imports)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** By `client_marked_idx`. */
async function loadMarks(db: Sql, applianceId: number, which: Which): Promise<SparseCases["marks"]> {
  const { rows } = await db.query<Marks & { id: number; installMethod: InstallMethod | null }>(
    `SELECT id, install_method AS "installMethod", pre_release_msi_pushed AS "preReleaseMsiPushed",
            security_providers AS "securityProviders", planned_retirement_on AS "plannedRetirementOn", survivor_id AS "survivorId"
       FROM client WHERE appliance_id = $1 AND ${which("id")}
        AND (survivor_id IS NOT NULL OR install_method IS NOT NULL OR pre_release_msi_pushed IS NOT NULL
             OR planned_retirement_on IS NOT NULL OR security_providers <> '{}')`,
    [applianceId],
  );
  return new Map(rows.map(({ id, ...marks }) => [id, marks]));
}

async function loadExclusions(db: Sql, which: Which): Promise<SparseCases["exclusions"]> {
  const { rows } = await db.query<{ clientId: number; reason: string; by: string; at: number }>(
    `SELECT client_id AS "clientId", reason, made_by AS by, made_at AS at FROM exclusion
      WHERE removed_at IS NULL AND ${which("client_id")}`,
  );
  return new Map(rows.map(({ clientId, ...exclusion }) => [clientId, exclusion]));
}

async function loadAttestations(
  db: Sql,
  rolloutId: number,
  which: Which,
): Promise<SparseCases["attestations"]> {
  const { rows } = await db.query<{ clientId: number; note: string; by: string; at: number }>(
    `SELECT client_id AS "clientId", note, made_by AS by, made_at AS at FROM attestation
      WHERE rollout_id = $1 AND removed_at IS NULL AND ${which("client_id")}`,
    [rolloutId],
  );
  return new Map(rows.map(({ clientId, ...attestation }) => [clientId, attestation]));
}

async function loadSlots(db: Sql, rolloutId: number, which: Which): Promise<SparseCases["slots"]> {
  const { rows } = await db.query<{
    clientId: number;
    leaseUntil: string | null;
    outcome: string | null;
    endedAt: string | null;
    failedAttempts: number;
  }>(
    `SELECT client_id AS "clientId", to_json(max(lease_until) FILTER (WHERE ended_at IS NULL)) #>> '{}' AS "leaseUntil",
            (array_agg(outcome ORDER BY fence DESC))[1] AS outcome, to_json(max(ended_at)) #>> '{}' AS "endedAt",
            count(*) FILTER (WHERE s.failed_attempt AND ${notRetried}) AS "failedAttempts"
       FROM slot s WHERE rollout_id = $1 AND ${which("client_id")} GROUP BY client_id`,
    [rolloutId],
  );
  return new Map(rows.map(({ clientId, ...slot }) => [clientId, toSlotFacts(slot)]));
}

/** Each client has a bit for each kind whose import lists it. */
async function loadListed(
  tx: Tx,
  imports: ReturnType<typeof cohortImports>,
  range: IdRange,
  owners: ReadonlySet<number>,
): Promise<SparseCases["isInCohortImport"]> {
  const bitsOf = new Map<number, number>();
  for (const [place, kind] of clientKinds.entries()) {
    const importId = imports[kind];
    if (importId !== undefined) bitsOf.set(importId, (bitsOf.get(importId) ?? 0) | (1 << place));
  }
  if (bitsOf.size === 0) return () => false;
  const listed = new Uint8Array(range.until - range.from);
  await readBinary(
    tx,
    `SELECT import_id, block, says FROM snapshot_block
      WHERE import_id IN (${[...bitsOf.keys()].join(", ")}) AND block >= ${blockOf(range.from)} AND block < ${blockOf(range.until)}`,
    (row) => {
      const bits = bitsOf.get(row.int() ?? 0) ?? 0;
      const first = clientAt(row.int() ?? 0, 0) - range.from;
      row.ints().forEach((says, place) => {
        if (says !== 0) listed[first + place] = (listed[first + place] as number) | bits;
      });
    },
  );
  return (clientId, kind) => {
    const bits = listed[clientId - range.from] as number;
    return (bits & (1 << clientKinds.indexOf(kind))) !== 0 || owners.has(clientId);
  };
}
