/** Decides when a process has more asked of it than its database connections can do, so that it says so at once instead of late. */
import type pg from "pg";
import { env } from "./env";

/** One who waits for a connection, since when (`performance.now()`). */
interface Waiting {
  sinceMs: number;
}

// On the pool itself: Next loads this module more than once, and all its copies share the pool.
const waitingKey = Symbol.for("rollcall.waiting");
type WatchedPool = pg.Pool & { [waitingKey]?: Set<Waiting> };

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** Notes who waits for a connection of this pool. Call once, when it is made. */
export function watchWaiting(pool: pg.Pool): void {
  const waiting = new Set<Waiting>();
  (pool as WatchedPool)[waitingKey] = waiting;
  const connect = pool.connect.bind(pool) as (taken?: Connected) => Promise<pg.PoolClient>;
  const watched = (taken?: Connected) => {
    const one = { sinceMs: performance.now() };
    waiting.add(one);
    if (!taken) return connect().finally(() => waiting.delete(one));
    return connect((error, client, done) => {
      waiting.delete(one);
      taken(error, client, done);
    });
  };
  pool.connect = watched as typeof pool.connect;
}

/** How long the first in line has been waiting for a connection, in milliseconds; 0 where nobody waits. */
function longestWaitMs(pool: WatchedPool | undefined): number {
  const first = pool?.[waitingKey]?.values().next().value;
  return first ? performance.now() - first.sinceMs : 0;
}

/** Whether requests wait too long for a connection of this process already: whoever comes now is better told so at once. */
export function isOverloaded(): boolean {
  const { rollcallPool } = globalThis as { rollcallPool?: WatchedPool };
  return longestWaitMs(rollcallPool) > env().ROLLCALL_BUSY_AFTER_MS;
}
