/** A feed has looked at all there is of a kind, without making a list of it. */
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, type Tx } from "@/lib/platform/db";

/** Rule 4: whoever was due by then and does not show is overdue. `lookedAt`: epoch milliseconds. */
export async function noteLook(tx: Tx, feedId: number, kind: ClientKind, lookedAt: number): Promise<void> {
  await tx.query(
    `INSERT INTO feed_look (feed_id, kind, looked_at) VALUES ($1, $2, $3)
     ON CONFLICT (feed_id, kind) DO UPDATE SET looked_at = GREATEST(feed_look.looked_at, excluded.looked_at)`,
    [feedId, kind, asTimestamp(lookedAt)],
  );
}
