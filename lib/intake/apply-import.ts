/** Applies a parsed file in one transaction: clients, sightings, what is known, duplicates, members. Either all or nothing. */
import type { ClientKind } from "@/lib/core/client";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow, inTransaction, type Tx } from "@/lib/platform/db";
import { judgeMembers } from "@/lib/rollout/judge-members";
import { unplaceMembers } from "@/lib/rollout/slots/place-members";
import { findGoingRollout } from "@/lib/rollout/store";
import { compareImport } from "./compare-import";
import { matchClients } from "./match-clients";
import { reasonsToConfirm } from "./reasons-to-confirm";
import { keepOutcome, readOutcome, rememberStates } from "./record-outcome";
import { settleDuplicates } from "./settle-duplicates";
import { type ImportProgress, type ImportRecord, moveImport } from "./store";
import { addStagedRows, weighClients } from "./weigh-clients";

/** Imports of one appliance are applied one after the other; everything else goes on meanwhile. */
export async function lockEvidence(tx: Tx, applianceId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('evidence'), $1)", [applianceId]);
}

/**
 * Everything from here on joins whole files with whole fleets. The planner cannot know how many rows a file brought and
 * falls for nested loops, which take minutes where a hash takes a second.
 */
async function planForBulk(tx: Tx): Promise<void> {
  await tx.query("SET LOCAL enable_nestloop = off");
  await tx.query("SET LOCAL work_mem = '64MB'");
  await tx.query("SET LOCAL jit = off");
}

/**
 * Compares the parsed rows with what is known and applies them, unless a person has to confirm first; then it is only looked
 * what it would do, and undone. `done` is committed together with every judgement it led to.
 * @throws ImportCancelled
 */
export async function applyImport(
  ctx: Ctx,
  record: ImportRecord,
  tell: (progress: ImportProgress) => Promise<void>,
): Promise<"done" | "needs_confirmation"> {
  return inTransaction(ctx.db, async (tx) => {
    await lockEvidence(tx, record.applianceId);
    await planForBulk(tx);
    const total = record.rowsAccepted;
    await tell({ phase: "comparing", done: 0, total, unit: "rows" });
    const { repeated } = await matchClients(tx, record.id, record.applianceId);
    const rows = { accepted: record.rowsAccepted - repeated, rejected: record.rowsRejected + repeated };
    const diff = await compareImport(tx, record);
    const appliance = await loadAppliance(tx, record.applianceId);
    const reasons = record.confirmedBy === null ? await reasonsToConfirm(tx, record, diff, appliance) : [];
    await tx.query("SAVEPOINT before_applying");
    const rollout = await findGoingRollout(tx, record.applianceId);
    if (rollout) await rememberStates(tx, rollout.id);
    const kinds = await kindsListed(tx, record);
    await applyRows(tx, record, kinds, tell);
    const judging = { phase: "judging", done: 0, total, unit: "rows" } as const;
    await moveImport(ctx.db, record.id, ["applying"], "applying", { progress: judging });
    // From here on the import's own row is locked: nobody can cancel any more, and its progress stands at "judging".
    await moveImport(tx, record.id, ["applying"], "done", {
      diff,
      rows,
      progress: { ...judging, done: total },
      appliedAt: ctx.now,
    });
    await judgeKinds(tx, record, kinds, ctx.now);
    const seen = rollout ? await readOutcome(tx, rollout.id, outcomeRowsPerState) : null;
    if (reasons.length > 0) {
      await tx.query("ROLLBACK TO SAVEPOINT before_applying");
      await moveImport(tx, record.id, ["applying"], "needs_confirmation", {
        diff,
        rows,
        outcome: seen?.outcome ?? null,
        question: { kind: "confirmation", reasons },
      });
      await keepOutcome(tx, record.id, seen?.rows ?? []);
      return "needs_confirmation";
    }
    await keepOutcome(tx, record.id, seen?.rows ?? []);
    await tx.query("DELETE FROM import_row WHERE import_id = $1", [record.id]);
    await unplaceMoved(tx, record.id);
    await tx.query("UPDATE import SET finished_at = $2, outcome = $3 WHERE id = $1", [
      record.id,
      asTimestamp(await databaseNow(tx)),
      JSON.stringify(seen?.outcome ?? null),
    ]);
    return "done";
  });
}

/** Clients of an outcome that are kept by name for each state; beyond them the counts say how many. */
const outcomeRowsPerState = 1_000;

/** Clients, sightings, what is known, duplicates. */
async function applyRows(
  tx: Tx,
  record: ImportRecord,
  kinds: readonly ClientKind[],
  tell: (progress: ImportProgress) => Promise<void>,
): Promise<void> {
  const total = record.rowsAccepted;
  await tell({ phase: "applying", done: 0, total, unit: "rows" });
  const behind = await addStagedRows(tx, { ...record, exportedAt: exportedAtOf(record) }, (done) =>
    tell({ phase: "applying", done, total, unit: "rows" }),
  );
  await insertSightings(tx, record);
  await weighClients(tx, behind);
  await settleDuplicates(tx, record.applianceId, kinds);
}

/** The kinds that a file speaks of: those it is a snapshot of, and those of which it only has rows that could not be read (rule 18). */
async function kindsListed(tx: Tx, { id, kinds }: ImportRecord): Promise<ClientKind[]> {
  const { rows } = await tx.query<{ kind: ClientKind }>(
    "SELECT DISTINCT kind FROM import_row WHERE import_id = $1 AND rejected AND kind <> ALL($2::text[])",
    [id, kinds],
  );
  return [...kinds, ...rows.map(({ kind }) => kind)];
}

/** Waves may go by groups: who moved to another is placed anew. */
async function unplaceMoved(tx: Tx, importId: number): Promise<void> {
  const { rows } = await tx.query<{ clientId: number }>(
    `SELECT COALESCE(c.merged_into_id, c.id) AS "clientId" FROM import_change d JOIN client c ON c.id = d.client_id
      WHERE d.import_id = $1 AND d.change = 'moved'`,
    [importId],
  );
  if (rows.length === 0) return;
  await unplaceMembers(
    tx,
    rows.map(({ clientId }) => clientId),
  );
}

/** Judges every client of the kinds that the import speaks of: those it shows, and those it does not (rules 4 and 11). */
export async function judgeKinds(
  tx: Tx,
  record: Pick<ImportRecord, "id" | "applianceId">,
  kinds: readonly ClientKind[],
  now: number,
  refresh = false,
): Promise<void> {
  const rollout = await findGoingRollout(tx, record.applianceId);
  if (!rollout) return;
  await judgeMembers(
    tx,
    rollout.id,
    {
      condition: "c.kind = ANY($4) AND (c.first_evidence_at IS NOT NULL OR m.client_id IS NOT NULL)",
      parameters: [kinds],
      whole: true,
    },
    { cause: `import ${record.id}`, now, refresh },
  );
}

/** A parsed import always has its time (rule 2). */
function exportedAtOf(record: ImportRecord): number {
  if (record.exportedAt === null) throw new Error(`import ${record.id} was parsed without a time of export`);
  return record.exportedAt;
}

async function insertSightings(tx: Tx, record: ImportRecord): Promise<void> {
  await tx.query(
    `INSERT INTO sighting (client_id, import_id, source, line, observed_at, earliest_at, connected_at, connected_from_at, online,
                           needs_update, needs_update_unread, connection_type, availability, unreadable, unreadable_column,
                           descriptive)
     SELECT client_id, $1, 'import', line, $2, earliest_at, connected_at, connected_from_at, online, needs_update,
            needs_update_unread, connection_type, availability, unreadable, unreadable_column,
            jsonb_strip_nulls(jsonb_build_object('vendorId', vendor_id, 'name', name, 'hostname', hostname, 'fqdn', fqdn,
                                                 'group', group_name, 'attributes', attributes,
                                                 'identityBasis', identity_basis))
       FROM import_row WHERE import_id = $1 ORDER BY client_id`,
    [record.id, asTimestamp(record.exportedAt)],
  );
}
