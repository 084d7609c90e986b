/**
 * Knows whether the disk of the database is full: from what the database refused lately to this process or, told by a
 * heartbeat, to another one, and, where the database is ours, from the disk itself.
 */
import { statfs } from "node:fs/promises";
import type { Sql } from "./db";
import { env } from "./env";

/** For so long after a refused write the disk counts as full. */
export const diskFullSeconds = 60;
/** Below this PostgreSQL cannot be relied on to write: a WAL segment has 16 MiB. */
const leastFreeBytes = 32 * 1024 * 1024;

// One memory even where Next loads this module more than once.
const kept = globalThis as { rollcallDiskFullMs?: number };

/** PostgreSQL's word for a disk that is full. */
const diskFullCode = "53100";

/** True for an error that says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && (error.code === diskFullCode || error.code === "ENOSPC")
  );
}

/**
 * The database refused to write for want of space: kept here and, for the other processes, as a heartbeat. That changes a row
 * in its place, for which PostgreSQL needs no new page; where even that is refused, each process learns it from its own writes.
 * Never throws.
 */
export async function noteDiskFull(db: Sql): Promise<void> {
  kept.rollcallDiskFullMs = performance.now();
  await db
    .query(
      `INSERT INTO heartbeat (name, at) VALUES ('disk_full', clock_timestamp())
       ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    )
    .catch(() => undefined);
}

/** Writes what is only noted beside a deed (who was last seen when): on a full disk it is left out and the deed goes on. */
export async function writeAside(db: Sql, text: string, values: unknown[]): Promise<void> {
  try {
    await db.query(text, values);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await noteDiskFull(db);
  }
}

/** Whether the database refused a write for want of space within the last minute, or its disk, where it is ours, has no room left. */
export async function diskIsFull(db: Sql): Promise<boolean> {
  if (await diskLooksFull()) return true;
  const { rowCount } = await db.query(
    "SELECT 1 FROM heartbeat WHERE name = 'disk_full' AND at > clock_timestamp() - make_interval(secs => $1)",
    [diskFullSeconds],
  );
  return rowCount === 1;
}

/** The same as far as this process knows it without asking the database. */
export async function diskLooksFull(): Promise<boolean> {
  const sinceMs = performance.now() - (kept.rollcallDiskFullMs ?? Number.NEGATIVE_INFINITY);
  if (sinceMs < diskFullSeconds * 1000) return true;
  if (!env().ROLLCALL_EMBEDDED) return false;
  try {
    const { bavail, bsize } = await statfs(env().ROLLCALL_DATA_DIR);
    return bavail * bsize < leastFreeBytes;
  } catch {
    return false;
  }
}
