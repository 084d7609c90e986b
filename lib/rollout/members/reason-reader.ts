/** Reads the reasons of very many members: what they rest on thousands at a time, the reasons themselves when they are written. */
import type { InFile, LineFinder } from "@/lib/evidence/line-finder";
import { withFeedNames } from "@/lib/evidence/named-sources";
import { withLinesOfMany } from "@/lib/evidence/source-lines";
import { loadSourceTimes } from "@/lib/evidence/source-times";
import type { RowReader } from "@/lib/platform/copy-binary";
import type { Pool, Sql } from "@/lib/platform/db";
import { isOneOf } from "./block-ranges";
import type { StoredReason } from "./explain";
import { explainMember } from "./explain-member";
import { readCandidate } from "./fleet-reader";
import { judgedStatuses } from "./judge-members";
import { readTold } from "./reasons-of-members";
import { loadMarkedCases } from "./sparse-cases";
import { loadRolloutBasis } from "./store";

/** The reason of a member, without the lines of its sources. `row`: its `candidateColumns`, which are read or not. */
export type ReasonOf = (clientId: number, row: RowReader) => StoredReason | null;

/** Loads what the reasons of these members of a rollout rest on besides their rows. `now`: epoch milliseconds. */
export async function openReasons(
  db: Sql,
  rolloutId: number,
  clientIds: readonly number[],
  now: number,
): Promise<ReasonOf> {
  const basis = await loadRolloutBasis(db, rolloutId);
  if (!basis) return () => null;
  if (!judgedStatuses.includes(basis.status)) {
    const told = await readTold(db, rolloutId, clientIds);
    const reasons = new Map(
      told.map(({ clientId, value: { code, inputs } }) => [clientId, { code, inputs }]),
    );
    return (clientId) => reasons.get(clientId) ?? null;
  }
  const timeOf = await loadSourceTimes(db, basis.applianceId, isOneOf(clientIds)("n.client_id"));
  const sparse = await loadMarkedCases(db, basis, isOneOf(clientIds));
  return (_, row) => {
    const { case: given, stored } = readCandidate(row, basis, sparse, timeOf);
    if (given === null || stored === null) return null;
    return { code: stored.code, inputs: explainMember(given, stored, now, timeOf).inputs };
  };
}

/** Those of these clients into which others were merged. */
export async function ownersAmong(db: Sql, clientIds: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT merged_into_id AS id FROM client WHERE ${isOneOf(clientIds)("merged_into_id")}`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** A source of a reason that is a file, under the name of its input. */
interface NamedFile extends InFile {
  name: string;
}

/** The files that reasons name, and whose reasons name a single observation: of those it is looked up who made it. */
function sourcesOf(reasons: ReadonlyMap<number, StoredReason>): { files: NamedFile[]; singles: number[] } {
  const files: NamedFile[] = [];
  const singles: number[] = [];
  for (const [clientId, { inputs }] of reasons)
    for (const name in inputs) {
      const value = inputs[name];
      if (typeof value !== "object") continue;
      if (value.type === "import" && value.line === null)
        files.push({ clientId, name, importId: value.importId });
      else if (value.type === "person") singles.push(clientId);
    }
  return { files, singles };
}

/**
 * Puts the lines and the names of feeds in. Whoever is not in the file that is named, or not alone (`owners`), has them from an entry that was merged into it.
 */
export async function giveLines(
  db: Pool,
  finder: LineFinder,
  reasons: Map<number, StoredReason>,
  owners: ReadonlySet<number>,
): Promise<void> {
  const { files: wanted, singles } = sourcesOf(reasons);
  await finder.load(db, wanted);
  const elsewhere = new Set<number>(singles);
  for (const { clientId, name, importId } of wanted) {
    const line = finder.lineOf(importId, clientId);
    const reason = reasons.get(clientId);
    if (line === 0 || !reason || owners.has(clientId)) elsewhere.add(clientId);
    else reason.inputs[name] = { type: "import", importId, line };
  }
  const values = [...elsewhere].flatMap((clientId) => {
    const value = reasons.get(clientId);
    return value ? [{ clientId, value }] : [];
  });
  const given = await withFeedNames(db, await withLinesOfMany(db, values));
  for (const [place, { clientId }] of values.entries()) reasons.set(clientId, given[place] as StoredReason);
}
