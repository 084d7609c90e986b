/** Says how feeds are called wherever one is named as a source. Nothing that is stored holds a name: feeds can be renamed. */
import type { EvidenceSource } from "@/lib/core/evidence";
import { type FeedName, loadFeedNames } from "@/lib/fleet/feed-names";
import type { Sql } from "@/lib/platform/db";

type FeedSource = Extract<EvidenceSource, { type: "feed" }>;

/** The same values; where a feed is their source, anywhere in them, with its name. */
export async function withFeedNames<T>(db: Sql, values: readonly T[]): Promise<T[]> {
  const ids = new Set<number>();
  for (const value of values) collect(value, ids);
  if (ids.size === 0) return [...values];
  const names = await loadFeedNames(db, [...ids]);
  return values.map((value) => named(value, names));
}

/** A source with the name of its feed; every other as it is. */
export function nameSource(source: EvidenceSource, names: ReadonlyMap<number, FeedName>): EvidenceSource {
  if (source.type !== "feed") return source;
  const feed = names.get(source.feedId);
  return feed
    ? { ...source, feedName: feed.name, ...(feed.removed ? { feedRemoved: true as const } : {}) }
    : source;
}

function isOfFeed(value: object): value is FeedSource {
  return "type" in value && value.type === "feed" && "feedId" in value && "sightingId" in value;
}

function collect(value: unknown, ids: Set<number>): void {
  if (typeof value !== "object" || value === null) return;
  if (isOfFeed(value)) ids.add(value.feedId);
  else for (const part of Object.values(value)) collect(part, ids);
}

function named<T>(value: T, names: ReadonlyMap<number, FeedName>): T {
  if (typeof value !== "object" || value === null) return value;
  if (isOfFeed(value)) return nameSource(value, names) as T;
  if (Array.isArray(value)) return value.map((part) => named(part, names)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, named(part, names)])) as T;
}
