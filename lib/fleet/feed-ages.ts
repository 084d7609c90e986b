/** Read model of feeds for whoever shows numbers: how old what each told is, and why it may not be the present. */
import { polledTypes, type Staleness, stalenessOf } from "@/lib/core/feed-quiet";
import type { Ctx } from "@/lib/platform/context";
import { clockSpeed } from "@/lib/platform/db";
import { visibleTo, whereVisible } from "./appliance-queries";

/** A feed as far as its age goes. Instants in epoch milliseconds. */
export interface FeedAge {
  id: number;
  applianceId: number;
  name: string;
  /** When it was last read, or when something last came. */
  lastReadAt: number | null;
  /** Null: Rollcall does not ask it, it sends. */
  nextRunAt: number | null;
  failingSince: number | null;
  /** Rollcall asks it; false: it sends. */
  isPolled: boolean;
  /** Null: what it told is the present. */
  stale: Staleness | null;
}

type FeedRow = Omit<FeedAge, "stale"> & { enabled: boolean };

/** The feeds of the appliances that the actor may see; `applianceId` asks for one appliance only. */
export async function listFeedAges(ctx: Ctx, applianceId: number | null = null): Promise<FeedAge[]> {
  const { rows } = await ctx.db.query<FeedRow>(
    `SELECT f.id, f.appliance_id AS "applianceId", f.name, f.last_read_at AS "lastReadAt", f.next_run_at AS "nextRunAt",
            CASE WHEN f.problem IS NOT NULL THEN f.failing_since END AS "failingSince", f.enabled,
            f.type = ANY($3::text[]) AS "isPolled"
       FROM feed f WHERE ${whereVisible("f.appliance_id")} AND ($2::int IS NULL OR f.appliance_id = $2)
      ORDER BY f.id`,
    [visibleTo(ctx), applianceId, polledTypes],
  );
  const speed = clockSpeed();
  return rows.map(({ enabled, ...feed }) => ({
    ...feed,
    stale: stalenessOf({ ...feed, enabled, isFailing: feed.failingSince !== null }, ctx.now, speed),
  }));
}
