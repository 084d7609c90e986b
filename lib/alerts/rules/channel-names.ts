/** The channels that rules can name, for whoever may see rules: no more than how they are called. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";

export interface ChannelName {
  id: number;
  name: string;
  isDefault: boolean;
}

/** By name. @throws AppError 403 */
export async function channelNames(ctx: Ctx): Promise<ChannelName[]> {
  refuseUnlessSomewhere(ctx, "alertRule.read");
  const { rows } = await ctx.db.query<ChannelName>(
    `SELECT id, name, is_default AS "isDefault" FROM channel ORDER BY lower(name), id`,
  );
  return rows;
}
