/** The shapes that the doors of feeds take. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { polledTypes } from "@/lib/core/feed-quiet";
import { dateOrders, timeZone } from "@/lib/fleet/schema";

/** What a feed is: asked by Rollcall (the first two and the last two), or sending to it. */
export const feedTypes = [
  "config_api",
  "command_api",
  "syslog",
  "outbound_events",
  "events",
  "folder",
  "url",
] as const;
export type FeedType = (typeof feedTypes)[number];

/** Whether Rollcall asks a feed of this type. */
export const isPolled = (type: FeedType) => (polledTypes as readonly FeedType[]).includes(type);

const text = (max: number) => z.string().trim().min(1).max(max);

/** What is no secret; each type takes those that are about it. */
export const feedSettings = z
  .strictObject({
    intervalMinutes: z.int().min(1).max(10_080).nullable().meta({
      description: "Minutes between readings. Null: quick after a release, slow when all is quiet.",
    }),
    pushAgentsAreJumpoints: z.boolean().meta({
      description:
        "command_api: take push agents for Jumpoints. The vendor does not say that they are; off unless you know.",
    }),
    recordReleases: z.boolean().meta({
      description: "command_api: record a release when the version changes, instead of proposing it.",
    }),
    path: text(1_000).meta({ description: "folder: the folder, below ROLLCALL_FEED_FOLDER." }),
    kind: z.enum(clientKinds).meta({ description: "folder, url: the kind that its files list." }),
    timeZone,
    dateOrder: z.enum(dateOrders),
    complete: z.boolean().meta({ description: "folder, url: whether its files are whole lists." }),
  })
  .partial();
export type FeedSettings = z.output<typeof feedSettings>;

const secret = z.string().min(1).max(2_000);

const changeable = {
  name: text(200).optional(),
  baseUrl: z.string().trim().min(1).max(2_000).optional().meta({
    description:
      "https://support.example.com. Without TLS only for hosts that ROLLCALL_OUTGOING_ALLOW lists.",
  }),
  clientId: text(500).optional().meta({ description: "Of an API account of the appliance (OAuth)." }),
  clientSecret: secret.optional().meta({ description: "Encrypted at rest and never shown again." }),
  username: text(500).optional().meta({ description: "Of old sites without OAuth; of a URL." }),
  password: secret.optional().meta({ description: "Encrypted at rest and never shown again." }),
  caPem: z.string().max(200_000).nullable().optional().meta({
    description: "A certificate authority (PEM) to trust beside the usual ones.",
  }),
  enabled: z.boolean().optional(),
  settings: feedSettings.optional(),
};

export const createFeedInput = z.strictObject({
  applianceId: z.int().positive(),
  type: z.enum(feedTypes),
  ...changeable,
});
export type CreateFeedInput = z.output<typeof createFeedInput>;

export const changeFeedInput = z.strictObject(changeable);
export type ChangeFeedInput = z.output<typeof changeFeedInput>;

/** What a type cannot do without, by what it is called in the input; `or`: one of several ways to sign in. */
const required: Record<
  FeedType,
  { all: readonly (keyof ChangeFeedInput)[]; or: readonly (readonly (keyof ChangeFeedInput)[])[] }
> = {
  config_api: { all: ["baseUrl"], or: [["clientId", "clientSecret"]] },
  command_api: {
    all: ["baseUrl"],
    or: [
      ["clientId", "clientSecret"],
      ["username", "password"],
    ],
  },
  url: { all: ["baseUrl"], or: [] },
  folder: { all: [], or: [] },
  syslog: { all: [], or: [] },
  outbound_events: { all: [], or: [] },
  events: { all: [], or: [] },
};

/** What is missing for a feed of this type, in words; null: nothing. `given`: what it has. */
export function missingFor(
  type: FeedType,
  given: Readonly<Partial<Record<keyof ChangeFeedInput, unknown>>>,
): string | null {
  const has = (name: keyof ChangeFeedInput) => given[name] !== undefined && given[name] !== null;
  const { all, or } = required[type];
  const missing = all.filter((name) => !has(name));
  if (missing.length > 0) return missing.map((name) => `\`${name}\``).join(", ");
  if (or.length === 0 || or.some((way) => way.every(has))) return null;
  return or.map((way) => way.map((name) => `\`${name}\``).join(" and ")).join(", or ");
}
