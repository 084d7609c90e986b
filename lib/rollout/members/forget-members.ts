/** Forgets the members of rollouts that are as if they had never been. */
import type { Tx } from "@/lib/platform/db";
import { tallyTables } from "./tallies";

/** Everything that is kept of members by rollout, beside their rows in `client_now`. */
export const memberTables = [
  "transition",
  "transition_block",
  "member_block",
  "due_block",
  "queue_place",
  ...Object.keys(tallyTables),
  "rollout_start",
] as const;

/**
 * Deletes it for the rollouts that `which` picks (SQL over `rollout_id`, with parameters). What `client_now` says of such a rollout
 * does not count any more, and is written over by the next.
 */
export async function forgetMembers(tx: Tx, which: string, values: unknown[]): Promise<void> {
  for (const table of memberTables) await tx.query(`DELETE FROM ${table} WHERE ${which}`, values);
}
