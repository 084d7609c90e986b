/**
 * A walk as it is kept: its state, now and then, and of its pages those that say something else than the page of that number did in the
 * walk before. A worker that goes on after another one was killed asks again for what came after the state that was kept.
 */
import { hash } from "node:crypto";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import type { Batch, Walk } from "./walk-state";

interface Page {
  digest: string;
  text: string;
}

/** How far a walk is, is written once a second at most; more seldom where that is much, for it grows with the fleet. */
const restMs = 1_000;
const charsPerMs = 50;

const digestOf = (text: string) => hash("sha256", text, "base64url");

export class KeptWalk {
  /** What is to be written; null: nothing is to stand there any more. */
  private readonly unwritten = new Map<number, Page | null>();

  private dueMs = performance.now() + restMs;

  private constructor(
    private readonly ctx: Ctx,
    private readonly feedId: number,
    /** Of each page by its number, as it stands or is to be written. */
    private readonly digests: Map<number, string>,
  ) {}

  static async open(ctx: Ctx, feedId: number): Promise<KeptWalk> {
    const { rows } = await ctx.db.query<{ seq: number; digest: string }>(
      "SELECT seq, digest FROM feed_page WHERE feed_id = $1",
      [feedId],
    );
    return new KeptWalk(ctx, feedId, new Map(rows.map(({ seq, digest }) => [seq, digest])));
  }

  /** Takes what the answer to the walk's newest request brought. */
  take(seq: number, batch: Batch | null): void {
    if (batch === null) {
      this.drop(seq);
      return;
    }
    const text = JSON.stringify(batch);
    const digest = digestOf(text);
    if (this.digests.get(seq) === digest) return;
    this.digests.set(seq, digest);
    this.unwritten.set(seq, { digest, text });
  }

  private drop(seq: number): void {
    if (this.digests.delete(seq)) this.unwritten.set(seq, null);
  }

  /** Whether it is time to write how far it is. */
  isDue(): boolean {
    return performance.now() >= this.dueMs;
  }

  async write(walk: Walk): Promise<void> {
    const state = JSON.stringify(walk);
    await inTransaction(this.ctx.db, async (tx) => {
      await tx.query("UPDATE feed SET run = $2 WHERE id = $1", [this.feedId, state]);
      for (const [seq, page] of this.unwritten) {
        if (page === null) {
          await tx.query("DELETE FROM feed_page WHERE feed_id = $1 AND seq = $2", [this.feedId, seq]);
          continue;
        }
        await tx.query(
          `INSERT INTO feed_page (feed_id, seq, digest, rows) VALUES ($1, $2, $3, $4)
           ON CONFLICT (feed_id, seq) DO UPDATE SET digest = excluded.digest, rows = excluded.rows`,
          [this.feedId, seq, page.digest, page.text],
        );
      }
    });
    this.unwritten.clear();
    this.dueMs = performance.now() + Math.max(restMs, state.length / charsPerMs);
  }

  /** Writes a walk that is over: what walks before have left behind its last page goes. */
  async writeEnd(walk: Walk): Promise<void> {
    for (const seq of [...this.digests.keys()]) if (seq > walk.requests) this.drop(seq);
    await this.write(walk);
  }

  /** What a walk that is over says, in one word: the same again makes the same lists. `aheadMs`: how far the appliance's clock is ahead. */
  digest({ ended, groupNames }: Walk, aheadMs: number): string {
    const pages = [...this.digests].sort(([one], [other]) => one - other);
    return digestOf(JSON.stringify([aheadMs, ended, groupNames, pages]));
  }

  /** All its pages. */
  async batches(): Promise<Batch[]> {
    const { rows } = await this.ctx.db.query<{ rows: Batch }>(
      "SELECT rows FROM feed_page WHERE feed_id = $1 ORDER BY seq",
      [this.feedId],
    );
    return rows.map((row) => row.rows);
  }
}
