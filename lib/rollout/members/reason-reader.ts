/** Reads the reasons of very many members, thousands at a time. */
import type { ReasonInputs } from "@/lib/core/judging/rule";
import { LineFinder } from "@/lib/evidence/line-finder";
import { withLinesOfMany } from "@/lib/evidence/source-lines";
import { loadSourceTimes } from "@/lib/evidence/source-times";
import { inTransaction, type Pool, type Tx } from "@/lib/platform/db";
import { isOneOf, rangeAround } from "./block-ranges";
import type { StoredReason } from "./explain";
import { explainMember } from "./explain-member";
import { readFleetOf } from "./fleet-reader";
import { judgedStatuses } from "./judge-members";
import { readTold } from "./reasons-of-members";
import { loadMarkedCases } from "./sparse-cases";
import { loadRolloutBasis } from "./store";

/** What `reasonsOfMembers` says of these members of a rollout. */
export type ReasonReader = (
  rolloutId: number,
  clientIds: readonly number[],
) => Promise<Map<number, StoredReason>>;

/** A reader that remembers where clients stand in files. `now`: epoch milliseconds. */
export function openReasonReader(db: Pool, now: number): ReasonReader {
  const finder = new LineFinder();
  return (rolloutId, clientIds) =>
    inTransaction(
      db,
      async (tx) => {
        const reasons = await readReasons(tx, rolloutId, clientIds, now);
        await giveLines(tx, finder, reasons);
        return reasons;
      },
      // What is known of them and when it was observed are of one instant.
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    );
}

async function readReasons(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[],
  now: number,
): Promise<Map<number, StoredReason>> {
  const basis = clientIds.length === 0 ? null : await loadRolloutBasis(tx, rolloutId);
  const reasons = new Map<number, StoredReason>();
  if (!basis) return reasons;
  if (!judgedStatuses.includes(basis.status)) {
    for (const { clientId, value } of await readTold(tx, rolloutId, clientIds))
      reasons.set(clientId, { code: value.code, inputs: value.inputs });
    return reasons;
  }
  const timeOf = await loadSourceTimes(tx, basis.applianceId, isOneOf("n.client_id", clientIds));
  const sparse = await loadMarkedCases(tx, basis, rangeAround(clientIds));
  await readFleetOf(tx, basis, clientIds, sparse, timeOf, ({ clientId, case: given, stored }) => {
    if (given === null || stored === null) return;
    reasons.set(clientId, { code: stored.code, inputs: explainMember(given, stored, now, timeOf).inputs });
  });
  return reasons;
}

/** Sources that are files, by the names of the inputs. */
function filesOf(inputs: ReasonInputs): { name: string; importId: number }[] {
  return Object.entries(inputs).flatMap(([name, value]) =>
    typeof value === "object" && value.type === "import" && value.line === null
      ? [{ name, importId: value.importId }]
      : [],
  );
}

/** Those of these clients into which others were merged. */
async function ownersAmong(tx: Tx, clientIds: readonly number[]): Promise<Set<number>> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT merged_into_id AS id FROM client WHERE merged_into_id = ANY($1::int[])",
    [clientIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Puts the lines in. Whoever is not in the file that is named, or not alone, has them from an entry that was merged into it. */
async function giveLines(tx: Tx, finder: LineFinder, reasons: Map<number, StoredReason>): Promise<void> {
  const wanted = [...reasons].flatMap(([clientId, { inputs }]) =>
    filesOf(inputs).map((file) => ({ clientId, ...file })),
  );
  await finder.load(tx, wanted);
  const elsewhere = await ownersAmong(tx, [...reasons.keys()]);
  for (const { clientId, name, importId } of wanted) {
    const line = finder.lineOf({ importId, clientId });
    const reason = reasons.get(clientId);
    if (line === 0 || !reason || elsewhere.has(clientId)) elsewhere.add(clientId);
    else reason.inputs[name] = { type: "import", importId, line };
  }
  const values = [...elsewhere].flatMap((clientId) => {
    const value = reasons.get(clientId);
    return value ? [{ clientId, value }] : [];
  });
  const given = await withLinesOfMany(tx, values);
  for (const [place, { clientId }] of values.entries()) reasons.set(clientId, given[place] as StoredReason);
}
