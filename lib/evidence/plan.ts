/**
 * How statements are planned while evidence is taken in. The planner cannot know how many rows a file brought and falls for nested
 * loops, which take minutes where whole tables are joined; and for a few rows it must not read whole tables.
 */
import type { Tx } from "@/lib/platform/db";

/** For the rest of the transaction: whole files are joined with whole fleets. */
export async function planForBulk(tx: Tx): Promise<void> {
  await tx.query("SET LOCAL enable_nestloop = off");
  await tx.query("SET LOCAL work_mem = '128MB'");
  await tx.query("SET LOCAL jit = off");
}

/** Rows that are looked up one by one. */
const few = 10_000;

/** Runs `work`, which is about so many rows, with the plans that suit them. */
export async function planFor<T>(tx: Tx, rows: number, work: () => Promise<T>): Promise<T> {
  const { rows: before } = await tx.query<{ setting: string }>(
    "SELECT current_setting('enable_nestloop') AS setting",
  );
  await tx.query(`SET LOCAL enable_nestloop = ${rows <= few ? "on" : "off"}`);
  const done = await work();
  await tx.query(`SET LOCAL enable_nestloop = ${before[0]?.setting ?? "on"}`);
  return done;
}
