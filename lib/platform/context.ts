/** What every verb is given at its door: the database, the instant, who acts, and how to nudge the queue. */
import type { Logger } from "pino";
import { databaseNow, type Pool, pool, type Tx } from "./db";
import type { JobName, JobPayload } from "./job-catalog";
import { log } from "./log";
import { enqueue } from "./queue";

/** The roles of product.md; `agent` is for keys that lie on endpoints. */
export const roles = ["admin", "lead", "technician", "viewer", "agent"] as const;
export type Role = (typeof roles)[number];

/** Who acts. `appliances`: on which appliances the role holds. */
export type Actor =
  | { type: "person"; id: string; name: string; role: Role; appliances: "all" | readonly number[] }
  | { type: "key"; id: string; name: string; role: Role; appliances: "all" | readonly number[] }
  | { type: "system"; id: "rollcall"; name: string };

/** Rollcall itself: jobs and sweeps. */
export const system: Actor = { type: "system", id: "rollcall", name: "Rollcall" };

/**
 * What a write under an Idempotency-Key has committed. Who would do more when it is repeated than when it is done once
 * keeps it in the same transaction, and looks first: its process may have been killed before it answered.
 */
export interface RequestMemory {
  /** What the same request kept before its process was killed; `null`: nothing. */
  kept: unknown;
  keep: (tx: Tx, done: unknown) => Promise<void>;
}

export interface Ctx {
  db: Pool;
  /** The database's clock (plus the test offset) when the request or job began, epoch milliseconds. */
  now: number;
  actor: Actor;
  enqueue: <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>;
  log: Logger;
  /** Only for a write under an Idempotency-Key. */
  memory?: RequestMemory;
}

/** Makes a context at the door. */
export async function openContext(actor: Actor, fields: Record<string, unknown> = {}): Promise<Ctx> {
  const db = pool();
  return { db, now: await databaseNow(db), actor, enqueue, log: log.child(fields) };
}
