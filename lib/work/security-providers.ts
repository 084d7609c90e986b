/** Security providers that hang on a connection agent: which are down since the release, and until what is done. */

import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { MemberState } from "@/lib/core/member";
import type { ItemState } from "@/lib/core/work";
import type { Ctx } from "@/lib/platform/context";
import { goingRollouts, itemsOf } from "./item-source";

/** `down`: its agent has to be reinstalled, and nobody has reported it done. Instants in epoch milliseconds. */
export interface SecurityProvider {
  name: string;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  agentId: number;
  agentName: string;
  site: string | null;
  state: MemberState | null;
  itemState: ItemState | null;
  holderName: string | null;
  down: boolean;
  /** Since the release was installed. */
  downSince: number | null;
}

/**
 * The agents' providers, those that are down first. They are taken to be down from the release on while their agent has to be redeployed,
 * until that is seen on the release, reported done or excluded: the guides say that they probably stop working, and nothing reports on them.
 * @throws AppError 403
 */
export async function listProviders(
  ctx: Ctx,
  applianceId: number | null = null,
): Promise<SecurityProvider[]> {
  const where = refuseUnlessSomewhere(ctx, "work.read");
  const rollouts = await goingRollouts(ctx, applianceId);
  const { rows } = await ctx.db.query<
    Omit<SecurityProvider, "down" | "downSince"> & { installedAt: number | null }
  >(
    `SELECT provider.name, a.id AS "applianceId", a.name AS "applianceName", a.time_zone AS "timeZone", c.id AS "agentId",
            c.name AS "agentName", c.site, CASE WHEN r.id IS NOT NULL THEN n.state END AS state, item.state AS "itemState",
            item.holder_name AS "holderName", l.installed_at AS "installedAt"
       FROM client c JOIN client_now n ON n.client_id = c.id AND n.stands JOIN appliance a ON a.id = c.appliance_id
      CROSS JOIN LATERAL unnest(c.security_providers) AS provider(name)
       LEFT JOIN rollout r ON r.id = n.rollout_id AND r.status IN ('opening', 'open', 'held')
       LEFT JOIN release l ON l.id = r.release_id
       LEFT JOIN (${itemsOf(rollouts)}) item ON item.client_id = c.id
      WHERE c.kind = 'connection_agent' AND cardinality(c.security_providers) > 0
        AND ($1::int[] IS NULL OR c.appliance_id = ANY($1)) AND ($2::int IS NULL OR c.appliance_id = $2)
      ORDER BY lower(provider.name), c.id`,
    [where === "all" ? null : [...where], applianceId],
  );
  return rows
    .map(({ installedAt, ...provider }) => {
      const down = isDown(provider.itemState);
      return { ...provider, down, downSince: down ? installedAt : null };
    })
    .sort((one, other) => Number(other.down) - Number(one.down));
}

/** Agents that update themselves are no items: nothing says that their providers stop. */
function isDown(item: ItemState | null): boolean {
  return item !== null && item !== "done";
}
