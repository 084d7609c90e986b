// Decides whether Rollcall as a whole does its work: the database answers, the worker lives, the sweeps are on time.
import type { Pool } from "./db";
import { diskFullSeconds, diskLooksFull } from "./disk";
import { env } from "./env";
import { isOverloaded } from "./overload";

const WORKER_QUIET_SECONDS = 60;
const ANSWER_MS = 3_000;

/** `busy`: it answers, and requests wait for connections; that is no reason to take this process out. */
export type Readiness = {
  ready: boolean;
  database: "ok" | "busy" | "disk_full" | "down";
  worker: "ok" | "down" | "unknown";
  sweeps: "ok" | "late" | "unknown";
};

const away: Readiness = { ready: false, database: "down", worker: "unknown", sweeps: "unknown" };

/**
 * Asks the database, over a connection kept for this question and for at most three seconds, when the worker and its sweep
 * last said that they were there.
 */
export async function readReadiness(db: Pool): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), ANSWER_MS);
  });
  // Ages by the database's own clock: heartbeats are written with it too.
  const asked = db
    .query<{ name: string; seconds: number }>(
      "SELECT name, extract(epoch FROM clock_timestamp() - at)::float8 AS seconds FROM heartbeat",
    )
    .catch(() => null);
  const answer = await Promise.race([asked, tooLong]);
  clearTimeout(timer);
  const looksFull = await diskLooksFull();
  if (!answer) return looksFull ? { ...away, database: "disk_full" } : away;
  const ageOf = (name: string) =>
    answer.rows.find((row) => row.name === name)?.seconds ?? Number.POSITIVE_INFINITY;
  const isFull = looksFull || ageOf("disk_full") < diskFullSeconds;
  const worker = ageOf("worker") < WORKER_QUIET_SECONDS ? "ok" : "down";
  const onTime = (name: string, everySeconds: number) => ageOf(name) < Math.max(60, 4 * everySeconds);
  const { ROLLCALL_SWEEP_SECONDS, ROLLCALL_SLOT_SWEEP_SECONDS } = env();
  const sweeps =
    onTime("sweep", ROLLCALL_SWEEP_SECONDS) && onTime("slot_sweep", ROLLCALL_SLOT_SWEEP_SECONDS)
      ? "ok"
      : "late";
  const database = isFull ? "disk_full" : isOverloaded() ? "busy" : "ok";
  return { ready: worker === "ok" && sweeps === "ok" && !isFull, database, worker, sweeps };
}
