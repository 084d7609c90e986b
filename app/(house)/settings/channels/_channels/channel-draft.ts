/** What somebody has entered about a channel, and what of it is sent. */
import type { ChannelTypeName } from "@/lib/alerts/channels/channel-types";

/** The fields of the form, as text. */
export interface ChannelDraft {
  name: string;
  isDefault: boolean;
  to: string;
  url: string;
  routingKey: string;
  topic: string;
  token: string;
  tag: string;
}

/** A channel as its form needs it; nothing of a secret. */
export interface EditedChannel {
  id: number;
  name: string;
  isDefault: boolean;
  settings: Record<string, unknown>;
}

export type ChannelField = "to" | "url" | "routingKey" | "topic" | "token" | "tag";

/** Which fields a type has. */
export const channelFields: Record<ChannelTypeName, readonly ChannelField[]> = {
  email: ["to"],
  webhook: ["url"],
  slack: ["url"],
  teams: ["url"],
  pagerduty: ["routingKey", "url"],
  ntfy: ["topic", "url", "token"],
  apprise: ["url", "tag"],
};

/** Those that may be left empty: a server stands there already, or there need be none. */
const mayBeEmpty: readonly ChannelField[] = ["token", "tag"];
/** Of these the address is a server's, which is no secret. */
export const hasServer = (type: ChannelTypeName) => type === "pagerduty" || type === "ntfy";
const servers: Partial<Record<ChannelTypeName, string>> = {
  pagerduty: "https://events.pagerduty.com/v2/enqueue",
  ntfy: "https://ntfy.sh",
};

/** Whether a field has to be filled in; of a channel that is there, what is secret stays where it is left empty. */
export function isRequired(
  type: ChannelTypeName,
  field: ChannelField,
  channel: EditedChannel | null,
): boolean {
  if (mayBeEmpty.includes(field)) return false;
  if (field === "to" || (field === "url" && hasServer(type))) return true;
  return channel === null;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** What the form begins with. */
export function draftOf(type: ChannelTypeName, channel: EditedChannel | null): ChannelDraft {
  const { to, url, tag } = channel?.settings ?? {};
  return {
    name: channel?.name ?? "",
    isDefault: channel?.isDefault ?? false,
    to: Array.isArray(to) ? to.join("\n") : "",
    url: textOf(url) || (channel === null ? (servers[type] ?? "") : ""),
    routingKey: "",
    topic: "",
    token: "",
    tag: textOf(tag),
  };
}

/** What is sent for a new channel, or of one that is there: what has changed. */
export function bodyOf(
  type: ChannelTypeName,
  draft: ChannelDraft,
  channel: EditedChannel | null,
): Record<string, unknown> {
  const before = channel?.settings ?? {};
  const body: Record<string, unknown> = { name: draft.name.trim(), isDefault: draft.isDefault };
  for (const field of channelFields[type]) {
    const text = draft[field].trim();
    if (field === "to") body.to = text.split(/[\s,;]+/).filter((address) => address !== "");
    else if (text !== "" && text !== before[field]) body[field] = text;
    else if (text === "" && field === "tag" && before.tag !== undefined) body.tag = null;
  }
  return body;
}
