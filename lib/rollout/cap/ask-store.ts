/** What asks are decided by, and the asks that were refused lately: they rank those who come again. */
import type { Ahead, AskingMember } from "@/lib/core/admission";
import type { MemberState } from "@/lib/core/member";
import { asTimestamp, prepared, type Sql } from "@/lib/platform/db";
import type { SlotClient } from "./slot-client";
import {
  type BasisRow,
  basisColumns,
  basisTables,
  type GrantBasis,
  type HeldSlot,
  heldSlotColumns,
  heldTable,
  toBasis,
} from "./slot-store";

/** How long an ask keeps its rank (product.md, "The cap"). */
export const askMinutes = 10;
/** Whoever is that far behind waits anyway. */
const aheadLimit = 2_000;
const lastTurn = 2_147_483_647;

const minuteMs = 60_000;

/** A place in the queue: by wave, the higher priority first, then by turn. */
export interface QueuePlace {
  clientId: number;
  wave: number | null;
  priority: number;
  turn: number | null;
}

/** For sorting: who is first in the queue comes first. */
export function byPlace(one: QueuePlace, other: QueuePlace): number {
  return (
    (one.wave ?? 0) - (other.wave ?? 0) ||
    other.priority - one.priority ||
    (one.turn ?? lastTurn) - (other.turn ?? lastTurn) ||
    one.clientId - other.clientId
  );
}

/** A member with its place in the queue. */
export type PlacedMember = AskingMember & QueuePlace;

/** One client that asks. */
export interface Asker {
  /** `null`: it is no member of the rollout (yet). */
  member: PlacedMember | null;
  /** The slot it holds, its lease run out or not where those count. */
  holds: HeldSlot | null;
}

/** What several asks of an appliance are decided by. */
export interface AskBasis extends GrantBasis {
  askers: Map<number, Asker>;
  /** Others who asked lately, wait in the waves that were asked about, and stand ahead of somebody who asks; where there is room. */
  ahead: (Ahead & QueuePlace)[];
}

interface AskerRow {
  id: number;
  /** `null`: it is no member. */
  state: MemberState | null;
  reasonCode: string;
  wave: number | null;
  priority: number;
  turn: number | null;
  dueAt: string | null;
  lastOutcome: string | null;
  lastEndedAt: string | null;
  lastLeaseMinutes: number | null;
  holds: (Omit<HeldSlot, "grantedAt" | "leaseUntil"> & { grantedAt: string; leaseUntil: string }) | null;
}

interface AskRow extends BasisRow {
  askers: AskerRow[];
  ahead: (Omit<Ahead, "count"> & QueuePlace)[] | null;
}

// The array is wrapped, lest its length make each plan look cheaper than the one that is kept.
const askerTable = `asker AS MATERIALIZED (
  SELECT n.id, m.state, m.reason_code AS "reasonCode", m.wave, COALESCE(m.priority, 0) AS priority, m.turn, m.due_at AS "dueAt",
         l.outcome AS "lastOutcome", l.ended_at AS "lastEndedAt", l.lease_minutes AS "lastLeaseMinutes",
         (SELECT row_to_json(s) FROM (
            SELECT ${heldSlotColumns} FROM slot WHERE client_id = n.id AND ended_at IS NULL) s) AS holds
    FROM unnest((SELECT $3::int[])) AS n(id)
         LEFT JOIN rollout r ON r.appliance_id = $1 AND r.status IN ('opening', 'open', 'held')
         LEFT JOIN client_now m ON m.rollout_id = r.id AND m.client_id = n.id
         LEFT JOIN LATERAL (
           SELECT outcome, ended_at, lease_minutes FROM slot
            WHERE rollout_id = r.id AND client_id = n.id ORDER BY fence DESC LIMIT 1) l ON true)`;

/** Those who asked since `$4`, could still want a slot of the waves `$5`, and stand ahead of the last of the askers. */
const aheadColumn = `(SELECT json_agg(ahead) FROM (
  SELECT o.client_id AS "clientId", o.wave, COALESCE(o.priority, 0) AS priority, o.turn, c.group_name AS "group", c.kind
    FROM slot_ask q
    JOIN client_now o ON o.client_id = q.client_id AND o.rollout_id = q.rollout_id
    JOIN client c ON c.id = q.client_id
   WHERE q.rollout_id = r.id AND q.asked_at > $4 AND q.client_id <> ALL((SELECT $3::int[])::int[])
     AND o.state NOT IN ('checked_in', 'excluded', 'upgrading')
     AND COALESCE(o.wave, 0) = ANY($5::int[])
     AND (COALESCE(o.wave, 0), -COALESCE(o.priority, 0), COALESCE(o.turn, ${lastTurn}), o.client_id)
       < (SELECT COALESCE(wave, 0), -priority, COALESCE(turn, ${lastTurn}), id FROM asker WHERE state IS NOT NULL
           ORDER BY COALESCE(wave, 0) DESC, priority, COALESCE(turn, ${lastTurn}) DESC, id DESC LIMIT 1)
     AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.client_id = q.client_id AND s.ended_at IS NULL)
   ORDER BY COALESCE(o.wave, 0), -COALESCE(o.priority, 0), COALESCE(o.turn, ${lastTurn}), o.client_id
   -- Where no cap but the one stops anybody, so many use up all the room.
   LIMIT CASE WHEN a.sub_caps = '{}' THEN LEAST(a.cap - count.held, ${aheadLimit}) ELSE ${aheadLimit} END) ahead)`;

/**
 * Reads it in one statement. `liveAt`: leases that ran out before it are left out, for a look without the lock; `null`: every slot
 * that is not ended counts. `null`: the appliance is gone.
 */
export async function loadAskBasis(
  db: Sql,
  applianceId: number,
  clients: readonly SlotClient[],
  liveAt: number | null,
  waves: readonly number[],
  now: number,
): Promise<AskBasis | null> {
  const { rows } = await db.query<AskRow>(
    prepared(`WITH ${heldTable}, ${askerTable} SELECT ${basisColumns},
            (SELECT json_agg(asker) FROM asker) AS askers,
            CASE WHEN count.held < a.cap THEN ${aheadColumn} END AS ahead
       FROM ${basisTables} WHERE a.id = $1`),
    [
      applianceId,
      asTimestamp(liveAt),
      clients.map(({ id }) => id),
      asTimestamp(now - askMinutes * minuteMs),
      waves,
    ],
  );
  const row = rows[0];
  if (!row) return null;
  const known = new Map(clients.map((client) => [client.id, client]));
  return {
    ...toBasis(row),
    askers: new Map(row.askers.map((asker) => [asker.id, toAsker(known.get(asker.id), asker, liveAt)])),
    ahead: (row.ahead ?? []).map((each) => ({ ...each, count: 1 })),
  };
}

function toAsker(client: SlotClient | undefined, row: AskerRow, liveAt: number | null): Asker {
  const { id: clientId, state, reasonCode, wave, priority, turn } = row;
  const { group = null, kind } = client ?? {};
  const holds = row.holds && {
    ...row.holds,
    grantedAt: Date.parse(row.holds.grantedAt),
    leaseUntil: Date.parse(row.holds.leaseUntil),
  };
  return {
    member:
      state && kind
        ? { clientId, group, kind, wave, priority, turn, state, reasonCode, askAgainAt: askAgainAt(row) }
        : null,
    holds: holds && liveAt !== null && holds.leaseUntil <= liveAt ? null : holds,
  };
}

/** After `done` the member's due time, which runs from the slot's end; where its kind has none, one lease. */
function askAgainAt(row: AskerRow): number | null {
  if (row.lastOutcome !== "done" || row.lastEndedAt === null) return null;
  const endedAt = Date.parse(row.lastEndedAt);
  const dueAt = row.dueAt === null ? null : Date.parse(row.dueAt);
  return dueAt !== null && dueAt > endedAt ? dueAt : endedAt + (row.lastLeaseMinutes ?? 0) * minuteMs;
}

/**
 * Remembers refused asks with their places in the queue, so that they are ranked. Returns the clients that fewer than `length` of
 * those who had asked lately stand before.
 */
export async function recordAsks(
  db: Sql,
  rollout: { id: number; applianceId: number },
  places: readonly QueuePlace[],
  length: number,
  now: number,
): Promise<Set<number>> {
  const { rows } = await db.query<{ clientId: number }>(
    // In the order of the clients, so that those who record the same wait for each other and do not block each other.
    prepared(`WITH refused AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($3) AS r(client_id int, wave int, priority int, turn int) ORDER BY client_id
     ), asked AS (
       INSERT INTO slot_ask (client_id, appliance_id, rollout_id, asked_at, wave, priority, turn)
       SELECT client_id, $1, $2, $4, wave, priority, turn FROM refused
       ON CONFLICT (client_id) DO UPDATE SET rollout_id = excluded.rollout_id, asked_at = excluded.asked_at,
         wave = excluded.wave, priority = excluded.priority, turn = excluded.turn
     ), last_of_front AS (
       SELECT wave, -priority AS rank, turn, client_id FROM slot_ask WHERE rollout_id = $2 AND asked_at > $5
        ORDER BY wave, -priority, turn, client_id OFFSET $6 - 1 LIMIT 1)
     SELECT r.client_id AS "clientId" FROM refused r
      WHERE NOT EXISTS (SELECT 1 FROM last_of_front f
                         WHERE (f.wave, f.rank, f.turn, f.client_id) < (r.wave, -r.priority, r.turn, r.client_id))`),
    [
      rollout.applianceId,
      rollout.id,
      JSON.stringify(
        places.map(({ clientId, wave, priority, turn }) => ({
          client_id: clientId,
          wave: wave ?? 0,
          priority,
          turn: turn ?? lastTurn,
        })),
      ),
      asTimestamp(now),
      asTimestamp(now - askMinutes * minuteMs),
      length,
    ],
  );
  return new Set(rows.map(({ clientId }) => clientId));
}

/** Forgets asks that give no rank any more. */
export async function forgetOldAsks(db: Sql, now: number): Promise<void> {
  await db.query(
    `DELETE FROM slot_ask WHERE client_id IN (
       SELECT client_id FROM slot_ask WHERE asked_at <= $1 FOR UPDATE SKIP LOCKED) AND asked_at <= $1`,
    [asTimestamp(now - askMinutes * minuteMs)],
  );
}
