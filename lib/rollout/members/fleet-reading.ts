/** The one look at every member of a rollout that pages, the overview and live streams share. */
import type { ClientKind } from "@/lib/core/client";
import type { ReasonCode } from "@/lib/core/reasons";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { fleetShare, keptReading, type Reading } from "./kept-readings";
import { doubtfulKind, expectedBy, type Tally } from "./member-counts";

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

/** Why a waiting member is `unread`. */
const unreadCodes = ["row_unreadable", "update_need_unread"] as const satisfies readonly ReasonCode[];

/** Whether it is for a row, or a word of it, that could not be read. */
export function isUnread(code: ReasonCode): boolean {
  return (unreadCodes as readonly ReasonCode[]).includes(code);
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
            s.client_id IS NOT NULL AS holds, ${doubtfulKind("(SELECT appliance_id FROM rollout WHERE id = $1)")} AS doubtful,
            count(*) AS members
       FROM member m JOIN client c ON c.id = m.client_id AND c.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)
       LEFT JOIN slot s ON s.client_id = m.client_id AND s.rollout_id = m.rollout_id AND s.ended_at IS NULL
      WHERE m.rollout_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [rolloutId],
  );
  return rows;
}

async function loadExpected(db: Sql, rolloutId: number, now: number): Promise<ExpectedOfKind[]> {
  const day = "interval '24 hours'";
  const week = "interval '7 days'";
  const { rows } = await db.query<ExpectedOfKind>(
    `SELECT c.kind,
            count(*) FILTER (WHERE due_at <= $2) AS unknown,
            count(*) FILTER (WHERE due_at > $2 AND due_at <= $2::timestamptz + ${day}) AS "within24Hours",
            count(*) FILTER (WHERE due_at > $2::timestamptz + ${day} AND due_at <= $2::timestamptz + ${week}) AS "within7Days",
            count(*) FILTER (WHERE due_at > $2::timestamptz + ${week}) AS later,
            count(*) FILTER (WHERE due_at IS NULL AND NOT unread) AS "withoutDeadline",
            count(*) FILTER (WHERE unread) AS unread,
            min(due_at) FILTER (WHERE due_at > $2) AS "firstAt"
       FROM (SELECT client_id, reason_code = ANY($3) AS unread,
                    CASE WHEN reason_code <> ALL($3) THEN ${expectedBy} END AS due_at
               FROM member WHERE rollout_id = $1 AND state = 'waiting') m
       JOIN client c ON c.id = m.client_id AND c.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)
      GROUP BY c.kind`,
    [rolloutId, asTimestamp(now), unreadCodes],
  );
  return rows;
}
