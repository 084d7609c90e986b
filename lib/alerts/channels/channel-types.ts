/** Every kind of channel. To add one: its file beside this one, a line here, the CHECK of `channel.type`, its words. */
import { apprise } from "./apprise";
import { email } from "./email";
import { ntfy } from "./ntfy";
import { pagerduty } from "./pagerduty";
import type { ChannelType } from "./sending";
import { slack } from "./slack";
import { teams } from "./teams";
import { webhook } from "./webhook";

export const channelTypes = { email, webhook, slack, teams, pagerduty, ntfy, apprise } as const;
export type ChannelTypeName = keyof typeof channelTypes;
export const channelTypeNames = Object.keys(channelTypes) as [ChannelTypeName, ...ChannelTypeName[]];

/** A kind by its name, where only what all have in common matters. */
export function typeOf(name: ChannelTypeName): ChannelType {
  return channelTypes[name] as unknown as ChannelType;
}
