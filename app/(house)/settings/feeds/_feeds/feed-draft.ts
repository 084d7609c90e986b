/** What somebody has entered about a feed, and what of it is sent. */
import type { FeedSettings, FeedType } from "@/lib/feeds/schema";

/** The fields of the form, as text. */
export interface FeedDraft {
  name: string;
  baseUrl: string;
  signIn: "account" | "user";
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
  caPem: string;
  intervalMinutes: number | "";
  recordReleases: boolean;
  pushAgentsAreJumpoints: boolean;
  path: string;
  kind: NonNullable<FeedSettings["kind"]>;
  /** Empty: as the appliance. */
  timeZone: string;
  dateOrder: NonNullable<FeedSettings["dateOrder"]> | "";
  complete: boolean;
}

/** A feed as its form needs it. */
export interface EditedFeed {
  id: number;
  name: string;
  baseUrl: string | null;
  caPem: string | null;
  hasSecrets: boolean;
  settings: FeedSettings;
}

/** Which parts of the form a type has. */
export const formParts = {
  config_api: ["appliance", "account", "authority", "interval"],
  command_api: ["appliance", "signIn", "authority", "interval", "command"],
  syslog: [],
  outbound_events: [],
  events: [],
  folder: ["folder", "file", "interval"],
  url: ["file-url", "user", "authority", "file", "interval"],
} as const satisfies Record<FeedType, readonly string[]>;
export type FormPart = (typeof formParts)[FeedType][number];

export function hasPart(type: FeedType, part: FormPart): boolean {
  return (formParts[type] as readonly FormPart[]).includes(part);
}

/** What the form begins with. */
export function draftOf(feed: EditedFeed | null): FeedDraft {
  const settings = feed?.settings ?? {};
  return {
    name: feed?.name ?? "",
    baseUrl: feed?.baseUrl ?? "",
    signIn: "account",
    clientId: "",
    clientSecret: "",
    username: "",
    password: "",
    caPem: feed?.caPem ?? "",
    intervalMinutes: settings.intervalMinutes ?? "",
    recordReleases: settings.recordReleases ?? false,
    pushAgentsAreJumpoints: settings.pushAgentsAreJumpoints ?? false,
    path: settings.path ?? "",
    kind: settings.kind ?? "jump_client",
    timeZone: settings.timeZone ?? "",
    dateOrder: settings.dateOrder ?? "",
    complete: settings.complete ?? true,
  };
}

/** Whether the feed would be read from elsewhere, or checked by another authority: then its secret has to be given again. */
export function leadsElsewhere({ baseUrl, caPem }: FeedDraft, feed: EditedFeed | null): boolean {
  if (feed === null) return false;
  const plain = (address: string) => address.trim().replace(/\/+$/, "");
  return plain(baseUrl) !== plain(feed.baseUrl ?? "") || caPem.trim() !== (feed.caPem ?? "").trim();
}

type Body = Record<string, unknown>;

/** What is sent for a new feed of the type, or of what has changed of one. */
export function bodyOf(type: FeedType, draft: FeedDraft, feed: EditedFeed | null): Body {
  const settings = settingsOf(type, draft, feed);
  return {
    ...given({ name: draft.name.trim() }, feed && { name: feed.name }),
    ...(hasPart(type, "appliance") || hasPart(type, "file-url")
      ? given({ baseUrl: draft.baseUrl.trim() }, feed && { baseUrl: feed.baseUrl ?? "" })
      : {}),
    ...given(secretsOf(type, draft), null),
    ...(hasPart(type, "authority") ? authorityOf(draft, feed) : {}),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}

/** Only the way of signing in that was chosen. */
function secretsOf(type: FeedType, draft: FeedDraft): Record<string, string> {
  const { clientId, clientSecret, username, password, signIn } = draft;
  const isUser = hasPart(type, "user") || (hasPart(type, "signIn") && signIn === "user");
  if (isUser) return { username: username.trim(), password };
  return hasPart(type, "account") || hasPart(type, "signIn")
    ? { clientId: clientId.trim(), clientSecret: clientSecret.trim() }
    : {};
}

function authorityOf({ caPem }: FeedDraft, feed: EditedFeed | null): Body {
  const text = caPem.trim();
  if (text === (feed?.caPem ?? "").trim()) return {};
  return { caPem: text === "" ? null : `${text}\n` };
}

function settingsOf(type: FeedType, draft: FeedDraft, feed: EditedFeed | null): Body {
  const before = feed?.settings ?? {};
  const wanted: Body = {
    ...(hasPart(type, "interval")
      ? { intervalMinutes: draft.intervalMinutes === "" ? null : draft.intervalMinutes }
      : {}),
    ...(hasPart(type, "command")
      ? { recordReleases: draft.recordReleases, pushAgentsAreJumpoints: draft.pushAgentsAreJumpoints }
      : {}),
    ...(hasPart(type, "folder") ? { path: draft.path.trim() } : {}),
    ...(hasPart(type, "file") ? { kind: draft.kind, complete: draft.complete } : {}),
    ...(hasPart(type, "file") && draft.timeZone !== "" ? { timeZone: draft.timeZone } : {}),
    ...(hasPart(type, "file") && draft.dateOrder !== "" ? { dateOrder: draft.dateOrder } : {}),
  };
  const unset: Body = { intervalMinutes: null, recordReleases: false, pushAgentsAreJumpoints: false };
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== ((before as Body)[name] ?? unset[name])),
  );
}

/** What is not empty, and another than before. */
function given(fields: Record<string, string>, before: Record<string, string> | null): Body {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, text]) => text !== "" && text !== before?.[name]),
  );
}
