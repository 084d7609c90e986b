/** Read model of the queue: who is next in order, what stops each of them, and how far each wave is. */
import {
  heldOf,
  isWaveOpen,
  type Refusal,
  rolloutGate,
  roomGate,
  roomOf,
  type WaveGate,
  waveGate,
} from "@/lib/core/admission";
import type { ClientKind } from "@/lib/core/client";
import { windowState } from "@/lib/core/windows";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type FleetTally, loadFleetTallies } from "../members/fleet-reading";
import { askMinutes } from "./ask-store";
import { loadGrantBasis } from "./slot-store";

/** A client in the queue. Instants in epoch milliseconds. */
export interface QueuedClient {
  clientId: number;
  name: string;
  hostname: string | null;
  kind: ClientKind;
  group: string | null;
  /** `null`: not placed yet. */
  wave: number | null;
  priority: number;
  /** Attempts that failed so far. */
  failedAttempts: number;
  /** When it last asked, if that still gives it a rank. */
  askedAt: number | null;
  /** What stops it; `null`: nothing does, a slot is free for it. */
  why: Pick<Refusal, "code" | "because" | "params"> | null;
}

/** A wave and how far it is. The last one has no gate: everybody who fits no other. */
export interface WaveProgress {
  position: number;
  name: string | null;
  gate: WaveGate | null;
  members: number;
  checkedIn: number;
  excluded: number;
  queued: number;
  holding: number;
  /** `closed`: its conditions are not met. `outside_window`: it has opened, its window has not. */
  standing: "open" | "closed" | "outside_window";
  /** What stops the wave as a whole. */
  why: Pick<Refusal, "code" | "because" | "params"> | null;
  /** When its present window closes; `null` where none does. */
  windowUntil: number | null;
}

/** A cap within the cap that is reached. */
export interface ReachedSubCap {
  of: "group" | "kind";
  name: string;
  cap: number;
  held: number;
}

export interface Queue {
  /** What stops the whole rollout. */
  why: Pick<Refusal, "code" | "because" | "params"> | null;
  /** Members that want a slot and hold none. */
  queued: number;
  /** The first of them, in the order of the queue. */
  next: QueuedClient[];
  waves: WaveProgress[];
  /** Members of a plan with waves that have not been placed in one yet. */
  unplaced: number;
  reachedSubCaps: ReachedSubCap[];
  /** Slots that could be given out now. */
  free: number;
  /** Slots are given unasked: the appliance has a push webhook that is not paused. */
  pushes: boolean;
}

/**
 * Reads the queue of a rollout at `now`. A rollout that is over has none. `counted`: members by wave where they have
 * been counted already (`countByWave`), for counting reads every member.
 * @throws AppError 404 when there is no such rollout; the caller has asked whether it may be seen
 */
export async function queueNext(
  db: Sql,
  rolloutId: number,
  now: number,
  limit: number,
  counted: ReadonlyMap<number | null, WaveCounts> | null = null,
): Promise<Queue> {
  const { rows: heads } = await db.query<{ applianceId: number; going: boolean; pushes: boolean }>(
    `SELECT r.appliance_id AS "applianceId", r.status IN ('opening', 'open', 'held') AS going,
            EXISTS (SELECT 1 FROM push_webhook p WHERE p.appliance_id = r.appliance_id AND p.enabled
                       AND (p.paused_until IS NULL OR p.paused_until <= $2)) AS pushes
       FROM rollout r WHERE r.id = $1`,
    [rolloutId, asTimestamp(now)],
  );
  const head = heads[0];
  if (!head) throw notFound("rollout", rolloutId);
  const basis = await loadGrantBasis(db, head.applianceId, now);
  if (!basis) throw notFound("appliance", head.applianceId);
  const mine = head.going ? basis : { ...basis, rollout: null, waves: [] };
  const [rows, counts] = await Promise.all([
    loadQueue(db, rolloutId, now, limit),
    counted ?? loadFleetTallies(db, rolloutId).then(countByWave),
  ]);
  const whole = rolloutGate(mine);
  const room = roomOf(mine);
  const next = rows.map(
    (client): QueuedClient => ({
      ...client,
      why: told(whole ?? waveGate(mine.waves, client.wave, now) ?? roomGate(room, client, mine.cap)),
    }),
  );
  return {
    why: told(whole),
    queued: [...counts.values()].reduce((sum, { queued }) => sum + queued, 0),
    next,
    waves: wavesOf(mine.waves, counts, now),
    unplaced: mine.waves.length === 0 ? 0 : (counts.get(null)?.members ?? 0),
    reachedSubCaps: reached(mine),
    free: whole === null ? room.numbers.length : 0,
    pushes: head.pushes,
  };
}

function told(refusal: Refusal | null): QueuedClient["why"] {
  return refusal && { code: refusal.code, because: refusal.because, params: refusal.params };
}

/** In the order of the queue; who holds a slot is judged a moment later and is left out already. */
async function loadQueue(
  db: Sql,
  rolloutId: number,
  now: number,
  limit: number,
): Promise<Omit<QueuedClient, "why">[]> {
  const { rows } = await db.query<Omit<QueuedClient, "why">>(
    `SELECT m.client_id AS "clientId", c.name, c.hostname, c.kind, c.group_name AS "group", m.wave, -m.rank AS priority,
            (SELECT count(*) FROM slot f WHERE f.rollout_id = m.rollout_id AND f.client_id = m.client_id AND f.failed_attempt) AS "failedAttempts",
            (SELECT q.asked_at FROM slot_ask q
              WHERE q.client_id = m.client_id AND q.rollout_id = m.rollout_id AND q.asked_at > $2) AS "askedAt"
       FROM queue_place m JOIN client c ON c.id = m.client_id
      WHERE m.rollout_id = $1
        AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.client_id = m.client_id AND s.ended_at IS NULL)
      ORDER BY m.wave, m.rank, m.turn, m.client_id LIMIT $3`,
    [rolloutId, asTimestamp(now - askMinutes * 60_000), limit],
  );
  return rows;
}

/** The members of one wave. */
export interface WaveCounts {
  members: number;
  checkedIn: number;
  excluded: number;
  queued: number;
  holding: number;
}

const noMembers: WaveCounts = { members: 0, checkedIn: 0, excluded: 0, queued: 0, holding: 0 };

function add(a: WaveCounts, b: WaveCounts): WaveCounts {
  return {
    members: a.members + b.members,
    checkedIn: a.checkedIn + b.checkedIn,
    excluded: a.excluded + b.excluded,
    queued: a.queued + b.queued,
    holding: a.holding + b.holding,
  };
}

/** Members by wave; `null`: not placed yet. Who holds a slot does not count as queued, whether it was judged since or not. */
export function countByWave(tallies: readonly FleetTally[]): Map<number | null, WaveCounts> {
  const byWave = new Map<number | null, WaveCounts>();
  for (const { wave, state, holds, members } of tallies) {
    const among = (counts: boolean) => (counts ? members : 0);
    byWave.set(
      wave,
      add(byWave.get(wave) ?? noMembers, {
        members,
        checkedIn: among(state === "checked_in"),
        excluded: among(state === "excluded"),
        queued: among(state === "queued" && !holds),
        holding: among(holds),
      }),
    );
  }
  return byWave;
}

function wavesOf(
  waves: readonly WaveGate[],
  counts: ReadonlyMap<number | null, WaveCounts>,
  now: number,
): WaveProgress[] {
  const of = (position: number) => counts.get(position) ?? noMembers;
  return [...waves, null].map((gate, position) => {
    const why = waveGate(waves, position, now);
    const window = gate && isWaveOpen(gate, now) ? windowState(gate.windows, now) : null;
    return {
      position,
      name: gate?.name ?? null,
      gate,
      // Without waves there is one queue, and a place in it may not have been written yet.
      ...(waves.length === 0 ? add(of(0), counts.get(null) ?? noMembers) : of(position)),
      standing: why === null ? "open" : why.because === "outside_window" ? "outside_window" : "closed",
      why: told(why),
      windowUntil: window?.open ? window.until : null,
    };
  });
}

function reached(basis: {
  subCaps: {
    groups?: Readonly<Record<string, number>>;
    kinds?: Readonly<Partial<Record<ClientKind, number>>>;
  };
  heldByGroup: Readonly<Record<string, number>>;
  heldByKind: Readonly<Partial<Record<ClientKind, number>>>;
}): ReachedSubCap[] {
  const groups = Object.entries(basis.subCaps.groups ?? {}).map(
    ([name, cap]): ReachedSubCap => ({ of: "group", name, cap, held: heldOf(basis.heldByGroup, name) }),
  );
  const kinds = Object.entries(basis.subCaps.kinds ?? {}).map(
    ([name, cap]): ReachedSubCap => ({
      of: "kind",
      name,
      cap: cap ?? 0,
      held: heldOf(basis.heldByKind, name),
    }),
  );
  return [...groups, ...kinds].filter(({ cap, held }) => held >= cap);
}
