/** What the editor of a rule offers to its reader. */
import { appliancesFor } from "@/lib/access/may";
import { channelNames } from "@/lib/alerts/rules/channel-names";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import type { Choices } from "./rule-fields.client";

/** `named`: the appliances of a rule that is there, which are shown also to who may not choose them. `zone`: where hours are most likely meant. */
export async function loadChoices(
  ctx: Ctx,
  named: readonly number[] = [],
): Promise<Choices & { zone: string }> {
  const [appliances, channels] = await Promise.all([listAppliances(ctx), channelNames(ctx)]);
  const where = appliancesFor(ctx.actor, "alertRule.manage");
  return {
    appliances: appliances
      .filter(({ id }) => where === "all" || where.includes(id) || named.includes(id))
      .map(({ id, name }) => ({ id, name })),
    channels: channels.map(({ id, name }) => ({ id, name })),
    timeZones: ["UTC", ...Intl.supportedValuesOf("timeZone")],
    everywhere: where === "all",
    zone: appliances[0]?.timeZone ?? "UTC",
  };
}
