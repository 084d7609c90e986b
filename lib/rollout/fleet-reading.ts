/** The one look at every member of a rollout that pages, the overview and live streams share. */
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { fleetShare, keptReading, type Reading } from "./kept-readings";
import { expectedBy, type Tally } from "./member-counts";

/** Some members that share everything pages count by. */
export interface FleetTally extends Tally {
  group: string | null;
  /** `null`: not placed in the queue yet. */
  wave: number | null;
  /** Holds a slot of this rollout. */
  holds: boolean;
}

/** Who is expected by when: members that are waiting, by their due time. */
export interface Expected {
  /** Past due, but no look was taken since (rule 4). */
  unknown: number;
  within24Hours: number;
  within7Days: number;
  later: number;
  withoutDeadline: number;
}

export interface FleetReading {
  tallies: FleetTally[];
  expected: Expected;
}

/**
 * How a rollout's members stand, kept as `keptReading` says. `revision` is how things stand now (`liveStanding`). The
 * caller has asked whether the rollout may be seen.
 */
export function readFleet(db: Sql, rolloutId: number, revision: string): Promise<Reading<FleetReading>> {
  return keptReading(db, `fleet ${rolloutId}`, revision, fleetShare, async (now) => {
    const [tallies, expected] = await Promise.all([
      loadFleetTallies(db, rolloutId),
      loadExpected(db, rolloutId, now),
    ]);
    return { tallies, expected };
  });
}

/** Counted from two indexes, `member_tally_idx` and `client_tally_idx`: members and clients are wide rows. */
export async function loadFleetTallies(db: Sql, rolloutId: number): Promise<FleetTally[]> {
  const { rows } = await db.query<FleetTally>(
    `SELECT c.kind, m.state, m.reason_code AS "reasonCode", m.cohort, m.has_left AS "left", c.group_name AS "group", m.wave,
            s.client_id IS NOT NULL AS holds, count(*) AS members
       FROM member m JOIN client c ON c.id = m.client_id AND c.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)
       LEFT JOIN slot s ON s.client_id = m.client_id AND s.rollout_id = m.rollout_id AND s.ended_at IS NULL
      WHERE m.rollout_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    [rolloutId],
  );
  return rows;
}

async function loadExpected(db: Sql, rolloutId: number, now: number): Promise<Expected> {
  const { rows } = await db.query<Expected>(
    `SELECT count(*) FILTER (WHERE m.due_at <= $2) AS unknown,
            count(*) FILTER (WHERE m.due_at > $2 AND m.due_at <= $2::timestamptz + interval '24 hours') AS "within24Hours",
            count(*) FILTER (WHERE m.due_at > $2::timestamptz + interval '24 hours'
                               AND m.due_at <= $2::timestamptz + interval '7 days') AS "within7Days",
            count(*) FILTER (WHERE m.due_at > $2::timestamptz + interval '7 days') AS later,
            count(*) FILTER (WHERE m.due_at IS NULL) AS "withoutDeadline"
       FROM (SELECT ${expectedBy} AS due_at FROM member WHERE rollout_id = $1 AND state = 'waiting') m`,
    [rolloutId, asTimestamp(now)],
  );
  return rows[0] ?? { unknown: 0, within24Hours: 0, within7Days: 0, later: 0, withoutDeadline: 0 };
}
