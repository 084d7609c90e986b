/** Reads a file and applies it in one transaction: clients, what is known of them, duplicates, members. Either all or nothing. */

import { type ClientKind, clientKinds } from "@/lib/core/client";
import { planForBulk } from "@/lib/evidence/plan";
import { rowFates } from "@/lib/evidence/record/file-rows";
import type { SnapshotOf } from "@/lib/evidence/record/snapshot";
import type { RowTaker, TakenRows } from "@/lib/evidence/record/take-rows";
import { lockEvidence, openSnapshot, recordSnapshot, settleSnapshot } from "@/lib/evidence/record-snapshot";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow, inTransaction, type Tx } from "@/lib/platform/db";
import { followMoves } from "@/lib/rollout/cap/place-members";
import { judgeFleet } from "@/lib/rollout/members/judge-fleet";
import { findGoingRollout } from "@/lib/rollout/members/store";
import { forgetWaiting, keepWaiting } from "./keep-waiting";
import { type ParseOutcome, parseImport, type RowSink } from "./parse-import";
import { reasonsToConfirm } from "./reasons-to-confirm";
import { keepOutcome } from "./record-outcome";
import {
  type ImportDiff,
  type ImportProgress,
  type ImportRecord,
  loadImport,
  moveImport,
  progressTeller,
} from "./store";

/** What became of an import: applied, waiting for a person, or stopped in its file. */
export type ApplyOutcome = { kind: "done" } | { kind: "waits" } | Exclude<ParseOutcome, { kind: "parsed" }>;

/**
 * Reads the file of an import, compares its rows with what is known and applies them, unless a person has to confirm first; then it
 * is only looked what it would do, and undone. `done` is committed together with every judgement it led to.
 * @throws ImportCancelled
 */
export async function applyImport(ctx: Ctx, found: ImportRecord): Promise<ApplyOutcome> {
  await forgetWaiting(ctx, found.id);
  return inTransaction(ctx.db, async (tx): Promise<ApplyOutcome> => {
    await lockEvidence(tx, found.applianceId);
    await planForBulk(tx);
    await tx.query("SAVEPOINT before_reading");
    const sink = rowSink(ctx, tx, found);
    const parsed = await parseImport(ctx, found, sink);
    if (parsed.kind !== "parsed") {
      await tx.query("ROLLBACK TO SAVEPOINT before_reading");
      return parsed;
    }
    const record = (await loadImport(ctx.db, found.id)) ?? found;
    const tell = progressTeller(ctx.db, record.id, "applying");
    return applyRows(ctx, tx, record, await sink.finish(), tell);
  });
}

/** Hands rows to the recording of a snapshot; a file that is read again begins anew. */
function rowSink(
  ctx: Ctx,
  tx: Tx,
  { id, applianceId }: ImportRecord,
): RowSink & { finish(): Promise<TakenRows> } {
  let taker: RowTaker | null = null;
  const begun = () => {
    if (taker === null) throw new Error("rows came before the file was begun");
    return taker;
  };
  return {
    async begin() {
      if (taker !== null) await tx.query("ROLLBACK TO SAVEPOINT before_reading");
      taker = await openSnapshot(ctx.db, tx, applianceId, id);
    },
    take: (batch) => begun().take(batch),
    finish: () => begun().finish(),
  };
}

/** Clients of an outcome that are kept by name for each state; beyond them the counts say how many. */
export const outcomeRowsPerState = 1_000;

async function applyRows(
  ctx: Ctx,
  tx: Tx,
  record: ImportRecord,
  taken: TakenRows,
  tell: (progress: ImportProgress) => Promise<void>,
): Promise<ApplyOutcome> {
  const total = record.rowsAccepted;
  await tell({ phase: "applying", done: 0, total, unit: "rows" });
  const rows = {
    accepted: record.rowsAccepted - taken.repeated,
    rejected: record.rowsRejected + taken.repeated,
  };
  const snapshot = snapshotOf(record);
  const recorded = await recordSnapshot(ctx.db, tx, snapshot, taken);
  const diff = diffOf(recorded, snapshot);
  const appliance = await loadAppliance(tx, record.applianceId);
  const reasons =
    record.confirmedBy === null
      ? await reasonsToConfirm(tx, record, snapshot, recorded, diff, appliance)
      : [];
  const rollout = await findGoingRollout(tx, record.applianceId);
  const judging = { phase: "judging", done: 0, total, unit: "rows" } as const;
  await moveImport(ctx.db, record.id, ["applying"], "applying", { progress: judging });
  // From here on the import's own row is locked: nobody can cancel any more, and its progress stands at "judging".
  await moveImport(tx, record.id, ["applying"], "done", {
    diff,
    rows,
    progress: { ...judging, done: total },
    appliedAt: ctx.now,
  });
  const moves = [...recorded.moved, ...(await settleSnapshot(tx, snapshot, recorded))];
  await followMoves(tx, moves);
  const judged = rollout
    ? await judgeFleet(
        tx,
        rollout.id,
        { kinds: kindsListed(record, taken) },
        { cause: `import ${record.id}`, now: ctx.now, outcomeRowsPerState },
      )
    : null;
  if (reasons.length > 0) {
    await keepWaiting(ctx, tx, snapshot, recorded);
    const repeats = await loadRepeats(tx, record.id);
    await tx.query("ROLLBACK TO SAVEPOINT before_reading");
    await keepRepeats(tx, record.id, repeats);
    await moveImport(tx, record.id, ["applying"], "needs_confirmation", {
      diff,
      rows,
      outcome: judged?.outcome ?? null,
      question: { kind: "confirmation", reasons },
    });
    await keepOutcome(tx, record.id, judged?.rows ?? []);
    return { kind: "waits" };
  }
  await keepOutcome(tx, record.id, judged?.rows ?? []);
  await tx.query("DELETE FROM import_row WHERE import_id = $1", [record.id]);
  await tx.query("UPDATE import SET finished_at = $2, outcome = $3 WHERE id = $1", [
    record.id,
    asTimestamp(await databaseNow(tx)),
    JSON.stringify(judged?.outcome ?? null),
  ]);
  return { kind: "done" };
}

/** The kinds that a file speaks of: those it is a snapshot of, and those of which it only has rows that could not be read (rule 18). */
function kindsListed({ kinds }: ImportRecord, { rows }: TakenRows): ClientKind[] {
  const listed = new Set<ClientKind>(kinds);
  for (let row = 0; row < rows.count; row++)
    if (rows.fate[row] !== rowFates.dropped) listed.add(clientKinds[rows.kind[row] as number] as ClientKind);
  return [...listed];
}

/** A parsed import always has its time (rule 2). */
function snapshotOf(record: ImportRecord): SnapshotOf {
  if (record.exportedAt === null) throw new Error(`import ${record.id} was parsed without a time of export`);
  const { id: importId, applianceId, exportedAt, kinds, complete, fields } = record;
  return { importId, applianceId, exportedAt, kinds, complete, fields };
}

/** Fields whose absence from a file is told: nothing in it can show that they changed. */
const tellingFields = [
  "name",
  "hostname",
  "fqdn",
  "group",
  "operatingSystem",
  "privateIp",
  "tag",
  "comments",
] as const;

function diffOf(
  { compared, previous, taken }: Awaited<ReturnType<typeof recordSnapshot>>,
  { fields }: SnapshotOf,
): ImportDiff {
  return {
    ...compared.counts,
    previous: previous && {
      importId: previous.importId,
      exportedAt: asTimestamp(previous.exportedAt),
    },
    rows: taken.accepted,
    absent: previous
      ? tellingFields.filter((field) => previous.fields.includes(field) && !fields.includes(field))
      : [],
  };
}

/** Rows that were refused because they repeat the vendor id of another one: told also where all else is undone. */
async function loadRepeats(tx: Tx, importId: number): Promise<unknown[]> {
  const { rows } = await tx.query(
    "SELECT line, seq, column_name, code, params, raw FROM import_reject WHERE import_id = $1 AND code = 'repeated_id'",
    [importId],
  );
  return rows;
}

async function keepRepeats(tx: Tx, importId: number, repeats: readonly unknown[]): Promise<void> {
  if (repeats.length === 0) return;
  await tx.query(
    `INSERT INTO import_reject (import_id, line, seq, column_name, code, params, raw)
     SELECT $1, r.* FROM jsonb_to_recordset($2) AS r(line int, seq int, column_name text, code text, params jsonb, raw text)`,
    [importId, JSON.stringify(repeats)],
  );
}
