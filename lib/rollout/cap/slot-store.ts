/** What the slots of an appliance are decided by, and the only place that hands one out. */
import type { AdmissionBasis, SubCaps, WaveGate } from "@/lib/core/admission";
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, clockColumn, offsetNow, prepared, type Sql, type Tx } from "@/lib/platform/db";

/** How a slot was asked for. */
export type AskedBy = "api" | "fleetlock" | "batch" | "push";

/** A slot while it is held. Instants in epoch milliseconds. */
export interface HeldSlot {
  id: number;
  applianceId: number;
  rolloutId: number;
  clientId: number;
  number: number;
  fence: number;
  askedBy: AskedBy;
  grantedAt: number;
  leaseUntil: number;
}

export const heldSlotColumns = `id, appliance_id AS "applianceId", rollout_id AS "rolloutId", client_id AS "clientId",
  number, fence, asked_by AS "askedBy", granted_at AS "grantedAt", lease_until AS "leaseUntil"`;

/**
 * Grants of one appliance take turns. Returns the database's clock as it is once it is one's turn; `null` when there is
 * no such appliance. NO KEY: an import that is being applied refers to the appliance's row for minutes, and must not hold
 * up a single grant. What is granted must survive a crash of the database, even of one that is set not to wait for its disk.
 */
export async function lockSlots(tx: Tx, applianceId: number): Promise<number | null> {
  const { rows } = await tx.query<{ now: number }>(
    // The clock is read from what was locked, so after the lock.
    prepared(`WITH mine AS MATERIALIZED (
       SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
         FROM appliance WHERE id = $1 FOR NO KEY UPDATE)
     SELECT ${clockColumn} FROM mine`),
    [applianceId],
  );
  return rows[0] ? offsetNow(rows[0].now) : null;
}

/**
 * The same as one statement that goes out with BEGIN, for an ask. Its COMMIT does not wait for the disk, so that the next has its
 * turn: whoever is given the slot is told once something that was written later is on the disk (`judgeSlotMember`, `makeDurable`).
 */
export function slotLock(applianceId: number): string {
  return `WITH mine AS MATERIALIZED (
      SELECT set_config('synchronous_commit', 'off', true) FROM appliance WHERE id = ${Number(applianceId)} FOR NO KEY UPDATE)
    SELECT ${clockColumn} FROM mine`;
}

/** Waits until all that was committed before is on the disk. */
export async function makeDurable(db: Sql): Promise<void> {
  await db.query(
    prepared(`SELECT pg_logical_emit_message(true, 'rollcall', ''),
      CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END`),
  );
}

/** What all admissions share, with what granting needs besides. */
export interface GrantBasis extends AdmissionBasis {
  rolloutId: number | null;
  leaseMinutes: number;
  /** When the first of the leases that count ends or ended, epoch milliseconds. */
  soonestLeaseEnd: number | null;
}

/** What the columns of `basisColumns` give. */
export interface BasisRow {
  cap: number | null;
  subCaps: SubCaps;
  leaseMinutes: number;
  soonestLeaseEnd: number | null;
  rollout: {
    id: number;
    status: "opening" | "open" | "held";
    mode: "observe" | "control";
    draining: boolean;
    unplaced: boolean;
  } | null;
  waves:
    | (Omit<WaveGate, "startsAt" | "openedAt"> & { startsAt: string | null; openedAt: string | null })[]
    | null;
  held: number;
  /** `null` where all are held: then it does not matter which. */
  heldNumbers: number[] | null;
  heldByGroup: Record<string, number> | null;
  heldByKind: Partial<Record<ClientKind, number>> | null;
}

/** $1: the appliance; $2: leases that ended before it are left out, `null`: every slot that is not ended counts. */
export const heldTable = `held AS MATERIALIZED (
  SELECT number, group_name, kind, lease_until FROM slot
   WHERE appliance_id = $1 AND ended_at IS NULL AND ($2::timestamptz IS NULL OR lease_until > $2))`;

/** Over `basisTables`, in a statement with `heldTable`. */
export const basisColumns = `a.cap, a.sub_caps AS "subCaps", a.slot_lease_minutes AS "leaseMinutes",
  CASE WHEN r.id IS NOT NULL THEN
    json_build_object('id', r.id, 'status', r.status, 'mode', r.mode, 'draining', r.draining_at IS NOT NULL,
                      'unplaced', r.unplaced) END AS rollout,
  (SELECT json_agg(json_build_object('position', w.position, 'name', w.name, 'startsAt', w.starts_at,
                                     'afterSharePercent', w.after_share_percent, 'windows', w.windows,
                                     'openedAt', w.opened_at) ORDER BY w.position)
     FROM wave w WHERE w.rollout_id = r.id) AS waves,
  count.held, CASE WHEN count.held < a.cap THEN ARRAY(SELECT number FROM held) END AS "heldNumbers",
  CASE WHEN a.sub_caps ? 'groups' THEN (SELECT json_object_agg(group_name, held) FROM (
     SELECT group_name, count(*) AS held FROM held WHERE group_name IS NOT NULL GROUP BY 1) g) END AS "heldByGroup",
  CASE WHEN a.sub_caps ? 'kinds' THEN (SELECT json_object_agg(kind, held) FROM (
     SELECT kind, count(*) AS held FROM held GROUP BY 1) k) END AS "heldByKind",
  count.soonest AS "soonestLeaseEnd"`;

export const basisTables = `(SELECT count(*) AS held, min(lease_until) AS soonest FROM held) count
  CROSS JOIN appliance a LEFT JOIN rollout r ON r.appliance_id = a.id AND r.status IN ('opening', 'open', 'held')`;

/**
 * Reads what admissions share, in one statement. `liveAt`: leases that ran out before it are left out, for a look
 * without the lock; `null`: every slot that is not ended counts.
 */
export async function loadGrantBasis(
  db: Sql,
  applianceId: number,
  liveAt: number | null,
): Promise<GrantBasis | null> {
  const { rows } = await db.query<BasisRow>(
    prepared(`WITH ${heldTable} SELECT ${basisColumns} FROM ${basisTables} WHERE a.id = $1`),
    [applianceId, asTimestamp(liveAt)],
  );
  return rows[0] ? toBasis(rows[0]) : null;
}

export function toBasis(row: BasisRow): GrantBasis {
  const instant = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    cap: row.cap,
    subCaps: row.subCaps,
    leaseMinutes: row.leaseMinutes,
    rolloutId: row.rollout?.id ?? null,
    rollout: row.rollout,
    waves: (row.waves ?? []).map((wave) => ({
      ...wave,
      startsAt: instant(wave.startsAt),
      openedAt: instant(wave.openedAt),
    })),
    heldNumbers: row.heldNumbers ?? Array.from({ length: row.held }, (_, place) => place + 1),
    heldByGroup: row.heldByGroup ?? {},
    heldByKind: row.heldByKind ?? {},
    soonestLeaseEnd: row.soonestLeaseEnd,
  };
}

/** A client that is to be handed a slot of that number. */
export interface Grant {
  clientId: number;
  number: number;
  group: string | null;
  kind: ClientKind;
  wave: number | null;
}

/** Who asked for it, and how. */
export interface Asked {
  by: AskedBy;
  byName: string;
  /** The person whose hands hold it then. */
  byId?: string | null;
}

/**
 * Hands slots out. Only under `lockSlots`, and only numbers that `freeNumbers` gave for what was read under it: the
 * unique indexes are the second pair of eyes.
 */
export async function insertSlots(
  tx: Tx,
  basis: { applianceId: number; rolloutId: number; leaseMinutes: number },
  grants: readonly (Grant & Asked)[],
  now: number,
): Promise<HeldSlot[]> {
  if (grants.length === 0) return [];
  const { rows } = await tx.query<HeldSlot>(
    prepared(`WITH fence AS (
       UPDATE appliance SET slot_fence = slot_fence + $3 WHERE id = $1 RETURNING slot_fence - $3 AS before
     ), asked AS (
       DELETE FROM slot_ask WHERE client_id IN (SELECT g.client_id FROM jsonb_to_recordset($4) AS g(client_id int))
     )
     INSERT INTO slot (appliance_id, rollout_id, client_id, number, fence, asked_by, asked_by_name, asked_by_id, group_name, kind, wave,
                       granted_at, lease_minutes, lease_until)
     SELECT $1, $2, g.client_id, g.number, fence.before + g.turn, g.by, g.by_name, g.by_id, g.group_name, g.kind, g.wave,
            $5, $6, $5::timestamptz + make_interval(mins => $6)
       FROM fence, jsonb_to_recordset($4) AS g(turn int, client_id int, number int, by text, by_name text, by_id text, group_name text,
                                               kind text, wave int)
     RETURNING ${heldSlotColumns}`),
    [
      basis.applianceId,
      basis.rolloutId,
      grants.length,
      JSON.stringify(
        grants.map((grant, index) => ({
          turn: index + 1,
          client_id: grant.clientId,
          number: grant.number,
          by: grant.by,
          by_name: grant.byName,
          by_id: grant.byId ?? null,
          group_name: grant.group,
          kind: grant.kind,
          wave: grant.wave ?? 0,
        })),
      ),
      asTimestamp(now),
      basis.leaseMinutes,
    ],
  );
  return rows;
}

/** The slot a client holds, its lease run out or not; at most one. */
export async function findHeldSlot(db: Sql, clientId: number): Promise<HeldSlot | null> {
  const { rows } = await db.query<HeldSlot>(
    prepared(`SELECT ${heldSlotColumns} FROM slot WHERE client_id = $1 AND ended_at IS NULL`),
    [clientId],
  );
  return rows[0] ?? null;
}
