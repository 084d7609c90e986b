/** Ids for new clients, many at a time: always above those that there are. */
import type { Pool, Tx } from "@/lib/platform/db";
import { inTransaction } from "@/lib/platform/db";

const takenAtOnce = 20_000;

/**
 * Takes a run of ids in a transaction of its own, so that nobody waits for this one's end; ids of an import that is undone stay unused.
 * Everybody who makes clients takes their ids here: two who set the sequence forward must take turns.
 */
export async function takeClientIds(db: Pool, count: number): Promise<number> {
  return inTransaction(db, async (tx: Tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('client ids'))");
    const { rows } = await tx.query<{ last: number }>(
      `SELECT setval(pg_get_serial_sequence('client', 'id'), nextval(pg_get_serial_sequence('client', 'id')) + $1 - 1) AS last`,
      [count],
    );
    return (rows[0]?.last ?? 0) - count + 1;
  });
}

/** A run of ids that is as long as it is needed. */
export class ClientIds {
  private at = 0;
  private end = 0;

  constructor(private readonly db: Pool) {}

  /** Has so many ready, in one run. */
  async prepare(count: number): Promise<void> {
    if (this.end - this.at >= count) return;
    const size = Math.max(count, takenAtOnce);
    this.at = await takeClientIds(this.db, size);
    this.end = this.at + size;
  }

  next(): number {
    if (this.at >= this.end) throw new Error("no id was prepared");
    return this.at++;
  }
}
