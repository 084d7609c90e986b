/** What holds of feeds whose worker is killed in every phase, on either queue store: nothing is lost and nothing doubled. */
import { afterEach, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { FollowedSite } from "@/test/support/followed/followed-site";
import { type Kept, whatIsKept } from "@/test/support/followed/what-is-kept";
import {
  killWorkerProcesses,
  startWorkerProcess,
  until,
  type WorkerProcess,
} from "@/test/support/worker-process";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-03-02T00:00:00Z");
const releases = [{ version: "26.2.1", afterDays: 0.5, lastsMinutes: 30 }];
const installedAt = start + 12 * hour + 30 * minute;
const plan = { clients: 130, seed: 5, start, releases };

/** A phase of the work: when it has begun, with what stands in its way until it is over. */
interface Phase {
  what: string;
  /** Puts something in the way. Returns when the work is in the phase; `clear` takes it away again. */
  hold: (site: FollowedSite) => Promise<{ isIn: () => Promise<boolean>; clear: () => Promise<void> }>;
}

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(sql, values);
  return rows[0]?.count ?? 0;
}

/** Slow answers under a path, until it is cleared. */
function slow(path: string, isIn: (site: FollowedSite) => Promise<boolean>): Phase["hold"] {
  return async (site) => {
    site.standIn.faults.set("slow", { value: 700, path });
    return { isIn: () => isIn(site), clear: async () => site.standIn.faults.clear("slow") };
  };
}

/** A transaction of ours that somebody has to wait for. */
function locked(sql: string, isIn: (site: FollowedSite) => Promise<boolean>): Phase["hold"] {
  return async (site) => {
    const holder = await pool().connect();
    await holder.query("BEGIN");
    await holder.query(sql.replace("$appliance", String(site.site.id)));
    return {
      isIn: () => isIn(site),
      clear: async () => {
        await holder.query("ROLLBACK");
        holder.release();
      },
    };
  };
}

const walkOf = (where: string) => (site: FollowedSite) =>
  count(`SELECT count(*) FROM feed WHERE id = $1 AND ${where}`, site.feeds.config_api).then(
    (rows) => rows > 0,
  );

/** Whether somebody waits for this advisory lock of ours. */
const waitsFor = (name: string) => (site: FollowedSite) =>
  count(
    `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND classid = (hashtext($1)::bigint & 4294967295)::oid AND objid = $2::int::oid`,
    name,
    site.site.id,
  ).then((waiting) => waiting > 0);

const phases: readonly Phase[] = [
  {
    what: "before the first page",
    hold: slow("/oauth2/token", async ({ standIn }) => {
      const { rows } = await pool().query("SELECT 1 FROM feed WHERE run IS NOT NULL AND type = 'config_api'");
      return rows.length > 0 && standIn.faults.look("slow", "/oauth2/token") !== null;
    }),
  },
  {
    what: "in mid-walk",
    hold: slow(
      "/api/config/v1/jumpoint",
      walkOf("(run->>'requests')::int >= 2 AND run->>'finishedAt' IS NULL"),
    ),
  },
  {
    what: "between the last page and the import",
    hold: locked("LOCK TABLE import_chunk IN EXCLUSIVE MODE", walkOf("run->>'finishedAt' IS NOT NULL")),
  },
  {
    what: "between the imports and the end of the walk",
    hold: async () => {
      const holder = await pool().connect();
      await holder.query("SELECT pg_advisory_lock(hashtext('held walk'), 0)");
      await pool().query(
        `CREATE FUNCTION hold_walk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext('held walk'), 0); RETURN NEW; END $$;
         CREATE TRIGGER hold_walk BEFORE UPDATE ON feed FOR EACH ROW
           WHEN (OLD.type = 'config_api' AND OLD.run IS NOT NULL AND NEW.run IS NULL) EXECUTE FUNCTION hold_walk()`,
      );
      return {
        isIn: async () =>
          (await count(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 0",
          )) > 0,
        clear: async () => {
          await holder.query("SELECT pg_advisory_unlock_all()");
          holder.release();
          await pool().query("DROP FUNCTION hold_walk CASCADE");
        },
      };
    },
  },
  {
    what: "while the import is applied",
    hold: locked("SELECT pg_advisory_xact_lock(hashtext('evidence'), $appliance)", waitsFor("evidence")),
  },
  {
    what: "while messages are settled",
    hold: locked("SELECT pg_advisory_xact_lock(hashtext('facts'), $appliance)", waitsFor("facts")),
  },
];

/** Everything that was due is done, and nothing waits. */
async function isQuiet(site: FollowedSite): Promise<boolean> {
  return (
    (await count(
      `SELECT (SELECT count(*) FROM feed WHERE appliance_id = $1 AND (next_run_at <= $2 OR problem IS NOT NULL OR (type = 'config_api' AND run IS NOT NULL)))
            + (SELECT count(*) FROM import WHERE appliance_id = $1 AND status IN ('queued', 'parsing', 'applying'))
            + (SELECT count(*) FROM feed_message m JOIN feed f ON f.id = m.feed_id WHERE f.appliance_id = $1)
            + (SELECT count(*) FROM rollout WHERE appliance_id = $1 AND status = 'opening') AS count`,
      site.site.id,
      new Date(site.now).toISOString(),
    )) === 0
  );
}

/** Has both sides come to an instant, with everything told and asked for, and nothing done about it. */
async function prepare(site: FollowedSite, instant: number): Promise<void> {
  await site.comeToWithoutJobs(instant);
  await pool().query("UPDATE feed SET next_run_at = $2 WHERE appliance_id = $1 AND next_run_at IS NOT NULL", [
    site.site.id,
    new Date(instant).toISOString(),
  ]);
}

const instants = phases.map((_, place) => installedAt + (place + 1) * hour);

/** Tells of the fleet once before the release, then after it at each instant; `work` does what is due. */
async function play(site: FollowedSite, work: (place: number | null) => Promise<void>): Promise<Kept> {
  await prepare(site, installedAt - 2 * hour);
  await work(null);
  await site.comeToWithoutJobs(installedAt + minute);
  await site.tellRelease("26.2.1", installedAt);
  for (const [place, instant] of instants.entries()) {
    await prepare(site, instant);
    await work(place);
  }
  const kept = await whatIsKept(site.site.id);
  await pool().query("UPDATE feed SET enabled = false WHERE appliance_id = $1", [site.site.id]);
  return kept;
}

/** Registers the tests. `wipe` throws everything in the queue's store away, so that nobody waits for a dead worker's locks. */
export function testKilledFeeds(wipe: () => Promise<void>): void {
  afterEach(killWorkerProcesses);

  it("ends where a run ends that nobody killed, by one worker after the other and by two at once", async () => {
    const calm = await FollowedSite.open(plan);
    const expected = await play(calm, async () => void (await calm.readAll()));
    await calm.close();
    expect(expected.imports).not.toEqual({});
    expect(expected.transitions).toHaveProperty("checked_in");

    const site = await FollowedSite.open({ ...plan, start });
    const startWorkers = (many: number): Promise<WorkerProcess[]> =>
      Promise.all(Array.from({ length: many }, () => startWorkerProcess()));
    const kept = await play(site, async (place) => {
      const phase = place === null ? undefined : phases[place];
      const held = await phase?.hold(site);
      // Two at once in every other phase.
      const many = (place ?? 0) % 2 === 1 ? 2 : 1;
      let workers = await startWorkers(many);
      if (held) {
        await until(`${phase?.what}`, held.isIn);
        await Promise.all(workers.map((worker) => worker.kill()));
        await held.clear();
        await wipe();
        workers = await startWorkers(many);
      }
      await until(`what is left ${phase?.what ?? ""}`, () => isQuiet(site), 60);
      expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual(workers.map(() => 0));
    });
    expect(kept).toEqual(expected);
    await site.close();
  }, 400_000);
}
