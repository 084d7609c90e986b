/** How much somebody holds, by what is indexed: whatever the size of the fleet. */
import { appliancesFor } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { isItem } from "./item-source";

/** Items that the person who asks holds; `null`: they hold none ever, for they may not work on clients. */
export async function countMine({ db, actor }: Pick<Ctx, "db" | "actor">): Promise<number | null> {
  const where = appliancesFor(actor, "work.do");
  if (actor.type !== "person" || (where !== "all" && where.length === 0)) return null;
  const { rows } = await db.query<{ mine: number }>(
    `SELECT count(*) AS mine FROM (
       SELECT client_id FROM work_item WHERE assignee_id = $1
       UNION SELECT client_id FROM slot WHERE asked_by_id = $1 AND ended_at IS NULL) held
       JOIN client_now n ON n.client_id = held.client_id AND n.stands
       JOIN rollout r ON r.id = n.rollout_id AND r.status IN ('opening', 'open', 'held')
       LEFT JOIN work_item w ON w.client_id = n.client_id
       LEFT JOIN slot s ON s.client_id = n.client_id AND s.rollout_id = n.rollout_id AND s.ended_at IS NULL
      WHERE ${isItem} AND COALESCE(w.assignee_id, CASE WHEN s.asked_by = 'batch' THEN s.asked_by_id END) = $1
        AND ($2::int[] IS NULL OR n.appliance_id = ANY($2))`,
    [actor.id, where === "all" ? null : [...where]],
  );
  return rows[0]?.mine ?? 0;
}
