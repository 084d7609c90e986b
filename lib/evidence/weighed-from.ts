/** Rule 17: since when connections count as "connected, and still old": kept with the appliance, so that weighing asks nobody. */
import type { Sql } from "@/lib/platform/db";

/**
 * When the release was installed that what is known of an appliance's clients is weighed from (`releasedAt` of `weigh`), epoch
 * milliseconds; `null`: none was. It is the release that is going out, from the moment on in which its rollout is opened.
 */
export async function loadWeighedFrom(db: Sql, applianceId: number): Promise<number | null> {
  const { rows } = await db.query<{ at: number | null }>(
    "SELECT weighed_from AS at FROM appliance WHERE id = $1",
    [applianceId],
  );
  return rows[0]?.at ?? null;
}
