/** Where a channel leads, as far as that is no secret. */
import type { ChannelDetail } from "@/lib/alerts/channels/queries";

export function leadsTo({ settings: { to, place } }: Pick<ChannelDetail, "settings">): string {
  return Array.isArray(to) ? to.join(", ") : String(place ?? "");
}
