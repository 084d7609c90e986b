/**
 * Decides how often a page may have read what takes long in a large fleet (every queued member, every slot, every name): for a
 * share of the time at most, and once for all who look on. Only what pages show goes through here; the API always reads anew.
 */
import { databaseNow, type Sql } from "@/lib/platform/db";

/** What was read, and how true it still is. */
export interface Reading<T> {
  value: T;
  /** The database's clock just before it was read, epoch milliseconds: it is never older than that. */
  readAt: number;
  /** How things stood then; another text than now means that it may have changed since. */
  revision: string;
  /** After so many milliseconds it is read again, if it is asked for then. */
  againInMs: number;
}

/** How current a page is that was made of readings. */
export interface Freshness {
  /** What it shows, or more, was so at this instant, epoch milliseconds. */
  readAt: number;
  /** The revision that all of it shows; another than the present one where some of it may have changed since. */
  revision: string;
  /** Whether some of it may have changed since. */
  isOld: boolean;
  /** After so many milliseconds what may have changed is read again. */
  againInMs: number;
}

/** What a page says of itself that was made of these readings while things stood at `revision`. */
export function freshnessOf(
  revision: string,
  readings: readonly [Reading<unknown>, ...Reading<unknown>[]],
): Freshness {
  const old = readings.filter((reading) => reading.revision !== revision);
  return {
    readAt: Math.min(...readings.map(({ readAt }) => readAt)),
    revision: old[0]?.revision ?? revision,
    isOld: old.length > 0,
    againInMs: Math.max(0, ...old.map(({ againInMs }) => againInMs)),
  };
}

/** The time that one kind of reading of one rollout may take at most. */
export interface ReadingShare {
  /** After a reading that took `t`, the next comes `share × t` later at the earliest. */
  share: number;
  /** Where nothing is known to have changed it comes that many times later still. */
  unchanged: number;
}

/** For what looks at every member or client: a twentieth of the time. */
export const fleetShare: ReadingShare = { share: 20, unchanged: 5 };
/** For what grows with the slots that are held: a fifth. */
export const slotShare: ReadingShare = { share: 4, unchanged: 5 };

/** Due times pass, and a change can be missed: nothing is kept for longer. */
const keptMostMs = 60_000;
/** What nobody asked for in that time is forgotten. */
const forgetAfterMs = 300_000;

/** A reading that costs so little that nobody keeps it. `read` is given the database's clock. */
export async function readNow<T>(
  db: Sql,
  revision: string,
  read: (now: number) => Promise<T>,
): Promise<Reading<T>> {
  const readAt = await databaseNow(db);
  return { value: await read(readAt), readAt, revision, againInMs: 0 };
}

interface Kept {
  done: { value: unknown; readAt: number; revision: string; endedMs: number; tookMs: number } | null;
  running: Promise<void> | null;
  askedMs: number;
}

// One store even where Next loads this module more than once.
const store = globalThis as { rollcallReadings?: Map<string, Kept> };

/**
 * The kept reading of `key`, or a new one where it is time for it. `revision` is how things stand now
 * (`liveStanding`). Whoever asks while one is being read gets the one before, or waits for it where there is none.
 * `read` is given the database's clock. @throws whatever `read` throws; the next who asks reads again
 */
export async function keptReading<T>(
  db: Sql,
  key: string,
  revision: string,
  { share, unchanged }: ReadingShare,
  read: (now: number) => Promise<T>,
): Promise<Reading<T>> {
  store.rollcallReadings ??= new Map();
  const all = store.rollcallReadings;
  const kept: Kept = all.get(key) ?? { done: null, running: null, askedMs: 0 };
  kept.askedMs = performance.now();
  if (!all.has(key)) {
    forget(all);
    all.set(key, kept);
  }
  const restOf = (done: NonNullable<Kept["done"]>) => {
    const restMs = done.tookMs * share * (done.revision === revision ? unchanged : 1);
    return Math.max(0, done.endedMs + Math.min(keptMostMs, restMs) - performance.now());
  };
  if (kept.running === null && (kept.done === null || restOf(kept.done) === 0)) {
    kept.running = readAnew(db, kept, revision, read).finally(() => {
      kept.running = null;
    });
    await kept.running;
  } else if (kept.done === null) await kept.running;
  if (kept.done === null) throw new Error(`the reading of ${key} that was waited for failed`);
  const { value, readAt, revision: then } = kept.done;
  return { value: value as T, readAt, revision: then, againInMs: restOf(kept.done) };
}

async function readAnew(
  db: Sql,
  kept: Kept,
  revision: string,
  read: (now: number) => Promise<unknown>,
): Promise<void> {
  const startedMs = performance.now();
  const readAt = await databaseNow(db);
  const value = await read(readAt);
  const endedMs = performance.now();
  kept.done = { value, readAt, revision, endedMs, tookMs: endedMs - startedMs };
}

function forget(all: Map<string, Kept>): void {
  for (const [key, { askedMs, running }] of all) {
    if (running === null && performance.now() - askedMs > forgetAfterMs) all.delete(key);
  }
}
