/** What the editor of a rule offers to its reader. */
import { appliancesFor } from "@/lib/access/may";
import { channelNames } from "@/lib/alerts/rules/channel-names";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import type { Choices } from "./rule-fields.client";

/** `zone`: where hours are most likely meant. */
export async function loadChoices(ctx: Ctx): Promise<Choices & { zone: string }> {
  const [appliances, channels] = await Promise.all([listAppliances(ctx), channelNames(ctx)]);
  const where = appliancesFor(ctx.actor, "alertRule.manage");
  return {
    appliances: appliances
      .filter(({ id }) => where === "all" || where.includes(id))
      .map(({ id, name }) => ({ id, name })),
    channels: channels.map(({ id, name }) => ({ id, name })),
    timeZones: ["UTC", ...Intl.supportedValuesOf("timeZone")],
    everywhere: where === "all",
    zone: appliances[0]?.timeZone ?? "UTC",
  };
}
