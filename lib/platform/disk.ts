/** Knows whether the disk of the database is full: from what the database said lately, and, where it is ours, from the disk itself. */
import { statfs } from "node:fs/promises";
import { env } from "./env";

const rememberedMs = 60_000;
/** Below this PostgreSQL cannot be relied on to write: a WAL segment has 16 MiB. */
const leastFreeBytes = 32 * 1024 * 1024;

// One memory even where Next loads this module more than once.
const kept = globalThis as { rollcallDiskFullMs?: number };

/** PostgreSQL's word for a disk that is full. */
export const diskFullCode = "53100";

/** True for an error that says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && (error.code === diskFullCode || error.code === "ENOSPC")
  );
}

/** The database refused to write for want of space. */
export function noteDiskFull(): void {
  kept.rollcallDiskFullMs = performance.now();
}

/** Whether it said so within the last minute, or the disk of the embedded database has no room left. */
export async function diskIsFull(): Promise<boolean> {
  if (performance.now() - (kept.rollcallDiskFullMs ?? Number.NEGATIVE_INFINITY) < rememberedMs) return true;
  if (!env().ROLLCALL_EMBEDDED) return false;
  try {
    const { bavail, bsize } = await statfs(env().ROLLCALL_DATA_DIR);
    return bavail * bsize < leastFreeBytes;
  } catch {
    return false;
  }
}
