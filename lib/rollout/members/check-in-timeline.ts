/** Check-ins over time: how many members were proven to run the release by when. */
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";

/** One stretch of time: `fromAt` (included) to `untilAt` (not included), epoch milliseconds. */
export interface CheckInBucket {
  fromAt: number;
  untilAt: number;
  checkedIn: number;
  /** Checked in up to the end of the stretch; `null` where nothing that we have seen speaks about it. */
  total: number | null;
}

export interface CheckInTimeline {
  /** How long a bucket is; days and weeks begin at midnight of the appliance's zone. */
  unit: "hour" | "day" | "week";
  buckets: CheckInBucket[];
  /** The newest instant any evidence speaks about; `null`: nothing after the release has been seen. */
  knownUntilAt: number | null;
}

const hour = 3_600_000;
const day = 24 * hour;

/** The buckets from `installedAt` until now (or until the newest evidence, once the rollout is over). */
export async function checkInTimeline(
  ctx: Ctx,
  rollout: { id: number; status: string; installedAt: number; timeZone: string },
  sources: readonly SnapshotAge[],
): Promise<CheckInTimeline> {
  const { installedAt } = rollout;
  const { rows: newest } = await ctx.db.query<{ checkedInAt: number | null }>(
    // Of the minute in which the release was installed only what came after it is a check-in.
    `SELECT GREATEST(max(minute), $2::timestamptz + interval '1 ms') AS "checkedInAt" FROM (
       SELECT minute FROM check_in_tally WHERE rollout_id = $1 GROUP BY minute HAVING sum(members) <> 0) t HAVING count(*) > 0`,
    [rollout.id, asTimestamp(installedAt)],
  );
  const seen = [...sources.map(({ exportedAt }) => exportedAt), newest[0]?.checkedInAt ?? 0].filter(
    (at) => at > installedAt,
  );
  const knownUntilAt = seen.length === 0 ? null : Math.max(...seen);
  const over = rollout.status === "superseded" || rollout.status === "closed";
  const until = Math.max(over ? (knownUntilAt ?? installedAt) : ctx.now, installedAt + hour);
  const unit = unitFor(until - installedAt);
  const { rows } = await ctx.db.query<{ fromAt: number; checkedIn: number }>(bucketQuery(unit), [
    rollout.id,
    asTimestamp(installedAt),
    asTimestamp(until),
    rollout.timeZone,
    unit,
  ]);
  let total = 0;
  const buckets = rows.map(({ fromAt, checkedIn }, index) => {
    total += checkedIn;
    const untilAt = rows[index + 1]?.fromAt ?? fromAt + lengthOf[unit];
    return {
      fromAt,
      untilAt,
      checkedIn,
      total: knownUntilAt !== null && fromAt <= knownUntilAt ? total : null,
    };
  });
  return { unit, buckets, knownUntilAt };
}

const lengthOf = { hour, day, week: 7 * day };

/** Few enough to be read: up to 72 hours, up to 120 days, else weeks. */
function unitFor(spanMs: number): CheckInTimeline["unit"] {
  if (spanMs <= 3 * day) return "hour";
  return spanMs <= 120 * day ? "day" : "week";
}

/** Hours run through changes of the clock; days and weeks are those of the calendar at the appliance. */
function bucketQuery(unit: CheckInTimeline["unit"]): string {
  const starts =
    unit === "hour"
      ? `SELECT g AS at FROM generate_series(date_trunc('hour', $2::timestamptz, $4), $3::timestamptz, interval '1 hour') g`
      : `SELECT g AT TIME ZONE $4 AS at FROM generate_series(
           date_trunc($5, $2::timestamptz AT TIME ZONE $4), $3::timestamptz AT TIME ZONE $4, ('1 ' || $5)::interval) g`;
  return `WITH starts AS (${starts}),
      counted AS (
        SELECT date_trunc($5, GREATEST(minute, $2::timestamptz), $4) AS at, sum(members) AS members FROM check_in_tally
         WHERE rollout_id = $1 GROUP BY 1)
    SELECT s.at AS "fromAt", COALESCE(c.members, 0) AS "checkedIn" FROM starts s LEFT JOIN counted c ON c.at = s.at ORDER BY s.at`;
}
