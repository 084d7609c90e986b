/** Deletes an appliance that was a mistake with everything that is known of it. Only the audit log keeps that it was there. */
import { refuseUnless } from "@/lib/access/may";
import { type Appliance, loadAppliance } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import { forgetJobs, type JobIds } from "@/lib/platform/queue";
import { stopBatches } from "./batch-turn";
import { memberTables } from "./members/forget-members";
import { putMembersAway } from "./members/member-blocks";
import { findGoingRollout, loadRolloutBasis, lockRolloutsOf } from "./members/store";

/**
 * Whoever is at work on the appliance is stopped first and waited for: rollouts are closed, so that no slot is given out
 * and nobody is judged any more, and imports are cancelled. Then all of it goes in one transaction. What comes in
 * meanwhile waits for that and finds no appliance. Killed in between, it leaves the appliance whole, its rollout closed.
 * @param name its name, typed exactly
 * @throws AppError 403, 404, 409 `slots_held`, 422 `name_differs`
 */
export async function deleteAppliance(ctx: Ctx, applianceId: number, name: string): Promise<void> {
  refuseUnless(ctx, "appliance.delete", applianceId);
  await stopRollouts(ctx, applianceId, name);
  const ids = await inTransaction(ctx.db, async (tx) => {
    await stopBatches(tx, applianceId);
    // No import of it can be registered from here on.
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('upload'), $1)", [applianceId]);
    await stopImports(ctx, tx, applianceId);
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('evidence'), $1)", [applianceId]);
    const appliance = await lock(tx, applianceId);
    await refuseHeldSlots(tx, applianceId);
    const ids = await idsOf(tx, applianceId);
    const gone = await deleteAll(tx, applianceId);
    await recordAudit(tx, ctx, {
      deed: "appliance.delete",
      applianceId,
      subjectType: "appliance",
      subjectId: applianceId,
      before: { ...appliance, rows: gone },
    });
    return ids;
  });
  await forgetJobs((payload) => isAbout(ids, payload));
}

/** Takes the appliance with its rollouts: nobody is judged and no slot is given out until the transaction ends. */
async function lock(tx: Tx, applianceId: number): Promise<Appliance> {
  if (!(await lockRolloutsOf(tx, applianceId))) throw notFound("appliance", applianceId);
  return loadAppliance(tx, applianceId);
}

async function refuseHeldSlots(tx: Tx, applianceId: number): Promise<void> {
  const { rows } = await tx.query<{ held: number }>(
    "SELECT count(*) AS held FROM slot WHERE appliance_id = $1 AND ended_at IS NULL",
    [applianceId],
  );
  const held = rows[0]?.held ?? 0;
  if (held === 0) return;
  throw conflict(
    "slots_held",
    held === 1
      ? "A slot of this appliance is held: its client may be upgrading. Take it back, or wait until it has run out."
      : `${held} slots of this appliance are held: their clients may be upgrading. Take them back, or wait until they have run out.`,
    { held },
  );
}

const closingReason = "The appliance is being deleted.";

async function stopRollouts(ctx: Ctx, applianceId: number, name: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if ((await lock(tx, applianceId)).name !== name) {
      throw unprocessable(
        "name_differs",
        "That is not the name of this appliance. Type its name exactly as it stands, capital letters and spaces included.",
      );
    }
    await refuseHeldSlots(tx, applianceId);
    const going = await findGoingRollout(tx, applianceId);
    const basis = going && (await loadRolloutBasis(tx, going.id));
    if (basis) await putMembersAway(tx, basis, ctx.now);
    const { rows } = await tx.query<{ id: number }>(
      `UPDATE rollout SET status = 'closed', closed_at = $2, closed_by = $3, closed_reason = $4
        WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held') RETURNING id`,
      [applianceId, asTimestamp(ctx.now), ctx.actor.name, closingReason],
    );
    for (const { id } of rows) {
      await recordAudit(tx, ctx, {
        deed: "rollout.change",
        applianceId,
        subjectType: "rollout",
        subjectId: id,
        after: { closed: { reason: closingReason } },
      });
    }
  });
}

/**
 * Cancels what is not applied yet, for its worker to see, and waits until no worker is at any import of the appliance. One
 * that is cancelled was so a moment ago at the latest: no reading lasts a day.
 */
async function stopImports(ctx: Ctx, tx: Tx, applianceId: number): Promise<void> {
  await ctx.db.query(
    `UPDATE import SET status = 'cancelled', finished_at = clock_timestamp()
      WHERE appliance_id = $1 AND status IN ('queued', 'parsing', 'needs_mapping', 'needs_confirmation', 'applying')`,
    [applianceId],
  );
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtext('import'), id) FROM (
       SELECT id FROM import
        WHERE appliance_id = $1
          AND (wanted_taken_back_by IS NOT NULL OR finished_at IS NULL OR finished_at > clock_timestamp() - interval '1 day')
        ORDER BY id) recent`,
    [applianceId],
  );
}

const itsClients = "SELECT id FROM client WHERE appliance_id = $1";
const itsImports = "SELECT id FROM import WHERE appliance_id = $1";
const itsRollouts = "SELECT id FROM rollout WHERE appliance_id = $1";

/**
 * What has no foreign key, and what one would take along row by row; an order in which nothing is referred to any more when
 * it goes. Everything else goes with the appliance's row.
 */
const deletions = {
  ...Object.fromEntries(memberTables.map((table) => [table, `rollout_id IN (${itsRollouts})`])),
  slot_ask: "appliance_id = $1",
  slot: "appliance_id = $1",
  import_row: `import_id IN (${itsImports})`,
  import_change: `import_id IN (${itsImports})`,
  import_outcome: `import_id IN (${itsImports})`,
  import_notice: `import_id IN (${itsImports})`,
  import_reject: `import_id IN (${itsImports})`,
  import_chunk: "upload_id IN (SELECT upload_id FROM import WHERE appliance_id = $1)",
  snapshot_block: `import_id IN (${itsImports})`,
  sighting: `client_id IN (${itsClients})`,
  client_said: `client_id IN (${itsClients})`,
  client_now: `client_id IN (${itsClients})`,
  batch_item: "batch_id IN (SELECT id FROM batch WHERE appliance_id = $1)",
  work_event: "appliance_id = $1",
  work_item: "appliance_id = $1",
  client_search: "appliance_id = $1",
  search_gap: "appliance_id = $1",
  client_merge: `client_id IN (${itsClients}) OR into_id IN (${itsClients})`,
  exclusion: `client_id IN (${itsClients})`,
  attestation: `client_id IN (${itsClients})`,
  slot_retry: `client_id IN (${itsClients})`,
  client: "appliance_id = $1",
  import: "appliance_id = $1",
  rollout: "appliance_id = $1",
  release: "appliance_id = $1",
  feed_event: "feed_id IN (SELECT id FROM feed WHERE appliance_id = $1)",
  idempotency_key: "actor IN (SELECT 'key:' || id FROM api_key WHERE appliance_id = $1)",
  api_key: "appliance_id = $1",
};

/** The tables that are emptied of the appliance one by one. */
export const emptiedTables = Object.keys(deletions);

async function deleteAll(tx: Tx, applianceId: number): Promise<Record<string, number>> {
  const gone: Record<string, number> = {};
  for (const [table, which] of Object.entries(deletions)) {
    const { rowCount } = await tx.query(`DELETE FROM ${table} WHERE ${which}`, [applianceId]);
    gone[table] = rowCount ?? 0;
  }
  // Whoever takes an invitation that is open still is given what there is then.
  await tx.query(
    "UPDATE one_time_link SET appliance_ids = array_remove(appliance_ids, $1) WHERE $1 = ANY(appliance_ids)",
    [applianceId],
  );
  await tx.query("DELETE FROM appliance WHERE id = $1", [applianceId]);
  // Only now: whoever makes or changes a rule about it was waited for, and nobody can any more. None becomes one about all. Those of
  // several first: where another of them is being deleted too, that is waited for, and what is left is looked at again.
  await tx.query(
    `UPDATE alert_rule SET appliance_ids = array_remove(appliance_ids, $1)
      WHERE $1 = ANY(appliance_ids) AND cardinality(appliance_ids) > 1`,
    [applianceId],
  );
  const rules = await tx.query("DELETE FROM alert_rule WHERE appliance_ids = ARRAY[$1::int]", [applianceId]);
  gone.alert_rule = rules.rowCount ?? 0;
  return gone;
}

/** What jobs may be about. */
interface Ids {
  applianceId: number;
  importIds: ReadonlySet<number>;
  rolloutIds: ReadonlySet<number>;
  slotIds: ReadonlySet<number>;
  feedIds: ReadonlySet<number>;
}

async function idsOf(tx: Tx, applianceId: number): Promise<Ids> {
  const { rows } = await tx.query<Record<"importIds" | "rolloutIds" | "slotIds" | "feedIds", number[]>>(
    `SELECT ARRAY(${itsImports}) AS "importIds", ARRAY(${itsRollouts}) AS "rolloutIds",
            ARRAY(SELECT id FROM feed WHERE appliance_id = $1) AS "feedIds",
            ARRAY(SELECT id FROM slot WHERE appliance_id = $1 AND asked_by = 'push') AS "slotIds"`,
    [applianceId],
  );
  const [found] = rows;
  return {
    applianceId,
    importIds: new Set(found?.importIds),
    rolloutIds: new Set(found?.rolloutIds),
    slotIds: new Set(found?.slotIds),
    feedIds: new Set(found?.feedIds),
  };
}

function isAbout(ids: Ids, payload: JobIds): boolean {
  const { applianceId, importId, rolloutId, slotId, feedId } = payload;
  return (
    applianceId === ids.applianceId ||
    (importId !== undefined && ids.importIds.has(importId)) ||
    (rolloutId !== undefined && ids.rolloutIds.has(rolloutId)) ||
    (slotId !== undefined && ids.slotIds.has(slotId)) ||
    (feedId !== undefined && ids.feedIds.has(feedId))
  );
}
