/** Lets a channel go on: after a person's pause, or after one because it kept failing. */
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { dropSuperseded } from "../deliveries/drop-superseded";

/** What waits is due now, in its order; of each incident only the newest message, so that nobody gets them in a burst. */
export async function resumeChannel(tx: Tx, channelId: number, now: number): Promise<void> {
  await tx.query(
    "UPDATE channel SET paused_at = NULL, failures = 0, failing_since = NULL, last_problem = NULL WHERE id = $1",
    [channelId],
  );
  await tx.query(
    "UPDATE delivery SET next_at = $2 WHERE channel_id = $1 AND status = 'pending' AND attempts > 0",
    [channelId, asTimestamp(now)],
  );
  await dropSuperseded(tx, channelId, now);
}
