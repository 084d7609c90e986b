/**
 * The database: one pg pool per process for what Rollcall exists for, one Prisma client for settings and reads.
 * Instants come back as epoch milliseconds, bigints as numbers, days as `YYYY-MM-DD`.
 */
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { demoInstant, readDemoClock } from "./demo-clock";
import { databaseUrl, env } from "./env";
import { log } from "./log";
import { watchWaiting } from "./overload";
import { PrismaClient } from "./prisma/client";

/** What SQL can be run on: the pool, or the client of a transaction. */
export type Sql = Pick<pg.Pool, "query">;
/** A connection inside a transaction; COPY needs it. */
export type Tx = pg.PoolClient;
export type Pool = pg.Pool;

const timestamptz = 1184;
const int8 = 20;
const numeric = 1700;
const dateOid = 1082;
const int8Array = 1016;

/** PostgreSQL's own text of an instant (the session is in UTC) as epoch milliseconds. */
function instant(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, "")}Z`);
}

const parsers: Record<number, (text: string) => unknown> = {
  [timestamptz]: instant,
  [int8]: Number,
  // What a sum of int8 is; as text it would be put together instead of added.
  [numeric]: Number,
  [dateOid]: (text) => text,
  [int8Array]: (text) => text.slice(1, -1).split(",").filter(Boolean).map(Number),
};

const rollcallTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers[oid]) ||
    pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Makes a pool on a database; the caller ends it. `max` counts against the connection budget (ARCHITECTURE.md). */
export function createPool(url: string, max: number): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types: rollcallTypes,
    options: "-c TimeZone=UTC",
    application_name: "rollcall",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.on("error", (err) => log.warn({ err }, "an idle database connection was lost"));
  // The pool listens to idle connections only. One that is lost in a transaction fails its query; nobody listening would
  // end the whole process as well.
  pool.on("connect", (client) => client.on("error", () => undefined));
  watchWaiting(pool);
  return pool;
}

// Next reloads modules in development; one pool must survive that.
const kept = globalThis as { rollcallPool?: Pool; rollcallProbe?: Pool; rollcallPrisma?: PrismaClient };

/** Opens the pool of this process with its own size; without this it is a web process's. */
export function openPool(max: number): Pool {
  kept.rollcallPool = createPool(databaseUrl(), max);
  return kept.rollcallPool;
}

/** The pool of this process. */
export function pool(): Pool {
  return kept.rollcallPool ?? openPool(env().ROLLCALL_WEB_POOL);
}

/** A connection of its own for the question whether the database answers, so that it is asked also when all others are busy. */
export function probe(): Pool {
  kept.rollcallProbe ??= createPool(databaseUrl(), 1);
  return kept.rollcallProbe;
}

/** Prisma for settings, sign-in and plain reads; it never writes states, sightings or transitions. */
export function prisma(): PrismaClient {
  kept.rollcallPrisma ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl(), max: 4, application_name: "rollcall-settings" }),
  });
  return kept.rollcallPrisma;
}

/** Ends this process's connections. */
export async function closeDatabase(): Promise<void> {
  await Promise.all([
    kept.rollcallPool?.end(),
    kept.rollcallProbe?.end(),
    kept.rollcallPrisma?.$disconnect(),
  ]);
  kept.rollcallPool = undefined;
  kept.rollcallProbe = undefined;
  kept.rollcallPrisma = undefined;
}

/**
 * Runs `work` in one READ COMMITTED transaction: commits its result or rolls everything back and throws on. `first`: a statement
 * without parameters that goes out together with BEGIN; `work` is given its rows.
 */
export async function inTransaction<T>(
  db: Pool,
  work: (tx: Tx, rows: Record<string, unknown>[]) => Promise<T>,
  first?: string,
): Promise<T> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    const begun: pg.QueryResult | pg.QueryResult[] = await client.query(first ? `BEGIN; ${first}` : "BEGIN");
    const result = await work(client, Array.isArray(begun) ? (begun.at(-1)?.rows ?? []) : []);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

// Named by their text: Next may load this module more than once, and all its copies share the connections.
const preparedNames = new Map<string, string>();

/**
 * A statement that a connection plans once and keeps, instead of each time anew. For the fixed texts on the way of every
 * ask and judgement, where planning costs more than running; not for texts that are put together from what users choose.
 */
export function prepared(text: string): { name: string; text: string } {
  const name = preparedNames.get(text) ?? `rollcall_${createHash("sha1").update(text).digest("base64url")}`;
  preparedNames.set(text, name);
  return { name, text };
}

/** SQL for the database's clock, as `databaseNow` reads it: for a statement that needs it besides something else. */
export const clockColumn = "date_trunc('milliseconds', clock_timestamp()) AS now";

/** What a `clockColumn` gave, with the test offset; in a demo the simulated instant that it is then. */
export function offsetNow(now: number): number {
  const { ROLLCALL_DEMO_FOLDER: demo, ROLLCALL_CLOCK_OFFSET_SECONDS: offset } = env();
  return (demo === undefined ? now : demoInstant(demo, now)) + offset * 1000;
}

/** How fast `databaseNow` runs: 1, and faster in a demo. What Rollcall's own work takes is real time. */
export function clockSpeed(): number {
  const { ROLLCALL_DEMO_FOLDER: demo } = env();
  return demo === undefined ? 1 : readDemoClock(demo).speed;
}

/** The database's clock plus the test offset, in epoch milliseconds: the only clock that decides anything. */
export async function databaseNow(db: Sql): Promise<number> {
  const { rows } = await db.query<{ now: number }>(prepared(`SELECT ${clockColumn}`));
  return offsetNow(rows[0]?.now ?? Number.NaN);
}

/** A clock to look at again and again without asking the database: it agrees with `databaseNow` at the moment of the call. */
export async function runningClock(db: Sql): Promise<() => number> {
  const { rows } = await db.query<{ now: number }>(prepared(`SELECT ${clockColumn}`));
  const ahead = (rows[0]?.now ?? Number.NaN) - Date.now();
  return () => offsetNow(Date.now() + ahead);
}

/** The last instant that a Date can be. */
const lastInstant = 8.64e15;

/** True for epoch milliseconds that `asTimestamp` and the database can express; what comes back in a cursor may be anything. */
export function isInstant(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= lastInstant;
}

/** The form in which an instant is handed to SQL. */
export function asTimestamp(instantMs: number): string;
export function asTimestamp(instantMs: number | null): string | null;
export function asTimestamp(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
