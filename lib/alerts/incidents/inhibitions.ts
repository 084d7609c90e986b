/** When alerts about an appliance wait. */
import { silenceOf } from "@/lib/core/feed-quiet";
import { isPolled } from "@/lib/feeds/schema";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { loadFeeds } from "../conditions/feed-conditions";
import type { Inhibition } from "./incident-store";

/** A reading that failed once is tried again; after this long the appliance is taken for unreachable. */
const unreachableMs = 10 * 60_000;

export interface Inhibitions {
  /** An upgrade is announced and lasts: nothing is said about the appliance. */
  window: ReadonlySet<number>;
  /** Every appliance that Rollcall asks, and that answers nothing. */
  unreachable: ReadonlySet<number>;
}

/** What stands now, by appliance. */
export async function loadInhibitions(db: Sql, now: number): Promise<Inhibitions> {
  const [windows, feeds] = await Promise.all([
    db.query<{ applianceId: number }>(
      `SELECT DISTINCT appliance_id AS "applianceId" FROM upgrade_window
        WHERE withdrawn_at IS NULL AND answer IS NULL AND starts_at <= $1 AND ends_at > $1`,
      [asTimestamp(now)],
    ),
    loadFeeds(db, null),
  ]);
  const asked = feeds.filter(
    ({ enabled, type }) => enabled && (type === "config_api" || type === "command_api"),
  );
  const isDead = (feed: (typeof feeds)[number]) =>
    (feed.failingSince !== null && now - feed.failingSince >= unreachableMs) ||
    silenceOf({ ...feed, isPolled: isPolled(feed.type) }, now) !== null;
  const allDead = (id: number) => asked.every((feed) => feed.applianceId !== id || isDead(feed));
  return {
    window: new Set(windows.rows.map(({ applianceId }) => applianceId)),
    unreachable: new Set(asked.map(({ applianceId }) => applianceId).filter((id) => allDead(id))),
  };
}

/**
 * Why an incident about this appliance stands as it is; `null`: nothing keeps it. During an announced upgrade nothing is said about the
 * appliance at all. While what is known of it is old, only what is about its members waits: that it is old is said.
 */
export function inhibitionOf(
  applianceId: number | null,
  isAboutMembers: boolean,
  { window, unreachable }: Inhibitions,
  dataOld: ReadonlySet<number>,
): Inhibition | null {
  if (applianceId === null) return null;
  if (window.has(applianceId)) return "window";
  if (!isAboutMembers) return null;
  if (unreachable.has(applianceId)) return "unreachable";
  return dataOld.has(applianceId) ? "data_old" : null;
}
