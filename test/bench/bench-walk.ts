/** Walks through a Configuration API: bounded by what the vendor lets one ask, and next to nothing where nothing is new. */
import { must } from "../drill/requests";
import { eventually } from "../drill/waiting";
import { walPosition } from "./bare-work";
import { mib } from "./bench-imports";
import type { BenchSite } from "./bench-site";
import type { Figure } from "./figures";
import { type ListedAppliance, openListedAppliance } from "./listed-appliance";
import { processorSecondsOf } from "./process-time";

/** So many requests a second are sent at most (lib/feeds/appliance-api/request-limits.ts). */
const perSecond = 10;

/** What a walk took: all of it, and what came after its last page was answered. */
interface Walked {
  seconds: number;
  requests: number;
  processor: number | null;
  walkedMb: number;
  restSeconds: number;
  restMb: number;
}

/** Three walks: everybody is new, everybody was connected again, nothing is new. */
export async function benchWalks(site: BenchSite, rows: number, installedAt: number): Promise<Figure[]> {
  const appliance = await openListedAppliance(rows, installedAt + 60_000);
  try {
    const applianceId = await site.openAppliance("listed.example.com");
    await site.openRollout(applianceId, "24.1.1", installedAt);
    const feed = {
      applianceId,
      type: "config_api",
      baseUrl: appliance.url,
      clientId: "bench",
      clientSecret: "bench",
    };
    const first = await walk(site, appliance, async () => {
      const { body } = await must(201, site.instance, "/api/v1/feeds", { key: site.key, body: feed });
      return body.id;
    });
    const again = () =>
      walk(site, appliance, async () => {
        await must(202, site.instance, `/api/v1/feeds/${first.feedId}/run`, {
          key: site.key,
          method: "POST",
        });
        return first.feedId;
      });
    appliance.moveOn();
    const moved = await again();
    const same = await again();
    return figuresOf(rows, moved, same);
  } finally {
    await appliance.close();
  }
}

async function walk(
  { instance }: BenchSite,
  { asked }: ListedAppliance,
  begin: () => Promise<number>,
): Promise<Walked & { feedId: number }> {
  // What walks before have asked for counts for ten minutes.
  await instance.query("DELETE FROM api_request_count");
  // So that nobody tidies up while it is measured what is written.
  await instance.query("VACUUM (ANALYZE)");
  const { worker, database } = instance.processes();
  const used = () => processorSecondsOf([worker?.pid, database?.pid]);
  const usedBefore = used();
  const walBegan = await instance.count(walPosition);
  const requestsBefore = asked.requests;
  const beganMs = performance.now();
  const readBefore = await instance.count("SELECT count(*) AS n FROM feed WHERE last_read_at IS NOT NULL");
  const marks = { wal: walBegan, at: asked.lastMs };
  const feedId = await begin();
  const [before] = await instance.query<{ at: Date | null }>(
    "SELECT last_read_at AS at FROM feed WHERE id = $1",
    [feedId],
  );
  await eventually(
    "the end of the walk",
    3_600,
    async () => {
      const wal = await instance.count(walPosition);
      if (asked.lastMs > marks.at) Object.assign(marks, { wal, at: asked.lastMs });
      const [feed] = await instance.query<{ at: Date | null; left: string }>(
        `SELECT f.last_read_at AS at, (SELECT count(*) FROM import i WHERE i.feed_id = f.id AND i.finished_at IS NULL) AS left
           FROM feed f WHERE f.id = $1`,
        [feedId],
      );
      const isRead =
        feed?.at != null && feed.at.getTime() !== (readBefore > 0 ? before?.at?.getTime() : undefined);
      return isRead && Number(feed.left) === 0;
    },
    20,
  );
  const endedMs = performance.now();
  const walEnded = await instance.count(walPosition);
  const usedAfter = used();
  return {
    feedId,
    seconds: (endedMs - beganMs) / 1000,
    requests: asked.requests - requestsBefore,
    processor: usedBefore === null || usedAfter === null ? null : usedAfter - usedBefore,
    walkedMb: (marks.wal - walBegan) / mib,
    restSeconds: (endedMs - asked.lastMs) / 1000,
    restMb: (walEnded - marks.wal) / mib,
  };
}

function figuresOf(rows: number, moved: Walked, same: Walked): Figure[] {
  const seconds = { rows, unit: "s", better: "lower" } as const;
  const megabytes = { rows, unit: "MB", better: "lower" } as const;
  const share = ({ processor, seconds: all, requests }: Walked) =>
    `${requests} requests, ${processor === null ? "?" : processor.toFixed(1)} s of a processor${processor === null ? "" : `, ${Math.round((100 * processor) / all)} %`}`;
  const limit = ({ requests }: Walked) => ({
    what: `${perSecond} requests a second`,
    values: [requests / perSecond],
  });
  return [
    {
      ...seconds,
      work: "walk, everything new",
      value: moved.seconds,
      bare: limit(moved),
      aim: "1×",
      note: share(moved),
    },
    {
      ...seconds,
      work: "walk, nothing new",
      value: same.seconds,
      bare: limit(same),
      aim: "1×",
      note: share(same),
    },
    {
      ...seconds,
      work: "after the last page, nothing new",
      value: same.restSeconds,
      bare: { what: "everything new", values: [moved.restSeconds] },
      aim: "0.02×",
    },
    {
      ...megabytes,
      work: "log after the last page, nothing new",
      value: same.restMb,
      bare: { what: "everything new", values: [moved.restMb] },
      aim: "0.02×",
    },
    {
      ...megabytes,
      work: "log while pages come, nothing new",
      value: same.walkedMb,
      bare: { what: "everything new", values: [moved.walkedMb] },
    },
  ];
}
