/** How the members of a rollout stand, for pages, the overview and live streams: out of what is counted with each change. */
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { type Reading, readNow } from "./kept-readings";
import { doubtfulKind, type Tally } from "./member-counts";

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
  /** Their row, or a deciding word of it, could not be read, whenever they are due (rule 18). */
  unread: number;
}

/** The waiting members of one kind. */
export interface ExpectedOfKind extends Expected {
  kind: ClientKind;
  /** The first due time that is still to come, epoch milliseconds. */
  firstAt: number | null;
}

export interface FleetReading {
  tallies: FleetTally[];
  expected: ExpectedOfKind[];
}

/** All kinds together. */
export function sumExpected(ofKinds: readonly Expected[]): Expected {
  const total = (of: (expected: Expected) => number) => ofKinds.reduce((sum, each) => sum + of(each), 0);
  return {
    unknown: total(({ unknown }) => unknown),
    within24Hours: total(({ within24Hours }) => within24Hours),
    within7Days: total(({ within7Days }) => within7Days),
    later: total(({ later }) => later),
    withoutDeadline: total(({ withoutDeadline }) => withoutDeadline),
    unread: total(({ unread }) => unread),
  };
}

/**
 * How a rollout's members stand now. `revision` is what was read just before (`liveStanding`). The caller has asked whether the
 * rollout may be seen.
 */
export function readFleet(db: Sql, rolloutId: number, revision: string): Promise<Reading<FleetReading>> {
  return readNow(db, revision, async (now) => {
    const [tallies, expected] = await Promise.all([
      loadFleetTallies(db, rolloutId),
      loadExpected(db, rolloutId, now),
    ]);
    return { tallies, expected };
  });
}

/** Out of what is counted, with those who hold a slot counted apart. */
export async function loadFleetTallies(db: Sql, rolloutId: number): Promise<FleetTally[]> {
  const { rows } = await db.query<FleetTally>(
    `WITH counted AS (
       SELECT kind, group_name, state, reason_code, cohort, has_left, wave, false AS holds, members
         FROM rollout_tally WHERE rollout_id = $1
     ), holding AS (
       SELECT n.kind, c.group_name, n.state, n.reason_code, n.cohort, n.has_left, n.wave
         FROM slot s JOIN client_now n ON n.client_id = s.client_id AND n.rollout_id = s.rollout_id
         JOIN client c ON c.id = s.client_id
        WHERE s.rollout_id = $1 AND s.ended_at IS NULL
          AND s.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)
     )
     SELECT t.kind, t.state, t.reason_code AS "reasonCode", t.cohort, t.has_left AS "left", t.group_name AS "group", t.wave,
            t.holds, ${doubtfulKind("(SELECT appliance_id FROM rollout WHERE id = $1)", "t.kind")} AS doubtful,
            sum(t.members) AS members
       FROM (SELECT * FROM counted
             UNION ALL SELECT h.*, false, -1 FROM holding h
             UNION ALL SELECT h.*, true, 1 FROM holding h) t
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(t.members) <> 0`,
    [rolloutId],
  );
  return rows;
}

async function loadExpected(db: Sql, rolloutId: number, now: number): Promise<ExpectedOfKind[]> {
  const day = "interval '24 hours'";
  const week = "interval '7 days'";
  const members = (where: string) => `COALESCE(sum(members) FILTER (WHERE ${where}), 0)`;
  const { rows } = await db.query<ExpectedOfKind>(
    `SELECT kind, ${members("NOT unread AND due_at <= $2")} AS unknown,
            ${members(`NOT unread AND due_at > $2 AND due_at <= $2::timestamptz + ${day}`)} AS "within24Hours",
            ${members(`NOT unread AND due_at > $2::timestamptz + ${day} AND due_at <= $2::timestamptz + ${week}`)} AS "within7Days",
            ${members(`NOT unread AND due_at > $2::timestamptz + ${week}`)} AS later,
            ${members("NOT unread AND due_at IS NULL")} AS "withoutDeadline", ${members("unread")} AS unread,
            min(due_at) FILTER (WHERE NOT unread AND due_at > $2) AS "firstAt"
       FROM (SELECT kind, unread, due_at, sum(members)::int AS members FROM due_tally
              WHERE rollout_id = $1 AND state = 'waiting' GROUP BY 1, 2, 3 HAVING sum(members) <> 0) t
      GROUP BY kind`,
    [rolloutId, asTimestamp(now)],
  );
  return rows;
}
