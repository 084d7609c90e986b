/** What is known of one client, and everything that it is known from. */
import { type Contradiction, contradictionsIn } from "@/lib/core/contradictions";
import { type Facts, type Sighting, weigh } from "@/lib/core/evidence";
import { mergeFacts } from "@/lib/core/merged-facts";
import { nameSource } from "@/lib/evidence/named-sources";
import { byObservation, type StoredSighting, sightingsOf } from "@/lib/evidence/read-sightings";
import { toSaid } from "@/lib/evidence/said";
import { type FeedName, namedFeeds } from "@/lib/fleet/feed-names";
import type { Sql } from "@/lib/platform/db";

/** A sighting with what its source is called and the words of its row. Instants in epoch milliseconds. */
export interface ClientSighting extends Sighting {
  /** Its own, or one that was merged into it. */
  clientId: number;
  importId: number | null;
  fileName: string | null;
  /** The feed that said it, or whose list it stands in; null: an upload, or a person's word. */
  feedId: number | null;
  feedName: string | null;
  /** The feed is not there any more. */
  feedRemoved: boolean;
  /** A feed said so again and again: since then. */
  firstAt: number | null;
  /** `newest_date`: the import's file does not say when it was made, so `observedAt` is the earliest it can be. */
  exportedAtBasis: string | null;
  /** The row's own words, by name. */
  descriptive: Record<string, unknown>;
}

interface ImportName {
  id: number;
  fileName: string;
  exportedAtBasis: string | null;
  feedId: number | null;
}

/** What sightings weigh up to by themselves, without any release. */
export type OwnFacts = Omit<Facts, "connectedOldAt">;

/** The sightings of the client and of what was merged into it, the newest first, and what they weigh up to, each by itself. */
export async function loadEvidence(
  db: Sql,
  { id, applianceId }: { id: number; applianceId: number },
): Promise<{ facts: OwnFacts; sightings: ClientSighting[]; contradictions: Contradiction[] }> {
  const { rows: merged } = await db.query<{ id: number }>(
    "SELECT id FROM client WHERE merged_into_id = $1 ORDER BY id",
    [id],
  );
  const ids = [id, ...merged.map((entry) => entry.id)];
  const found = await sightingsOf(db, applianceId, ids);
  const { rows: imports } = await db.query<ImportName>(
    `SELECT id, file_name AS "fileName", exported_at_basis AS "exportedAtBasis", feed_id AS "feedId"
       FROM import WHERE appliance_id = $1`,
    [applianceId],
  );
  const { rows: feeds } = await db.query<FeedName>(
    `SELECT id, name, removed FROM ${namedFeeds} f WHERE appliance_id = $1`,
    [applianceId],
  );
  const names: Names = {
    imports: new Map(imports.map((each) => [each.id, each])),
    feeds: new Map(feeds.map((each) => [each.id, each])),
  };
  const factsOf = (clientId: number) =>
    weigh((found.get(clientId) ?? []).map(({ sighting }) => withName(sighting, names)));
  const { connectedOldAt: _, ...facts } = mergeFacts([
    factsOf(id),
    ...merged.map((entry) => factsOf(entry.id)),
  ]);
  const sightings = [...found.values()]
    .flat()
    .sort((a, b) => byObservation(b.sighting, a.sighting))
    .map((stored) => named(stored, names));
  const statements = sightings.map((sighting) => ({ origin: originOf(sighting), sighting }));
  return { facts, sightings, contradictions: contradictionsIn(facts, statements) };
}

/** Who speaks: a feed, with all its lists and records; those who upload; those who enter it by hand. */
function originOf({ feedId, source }: ClientSighting): string {
  if (feedId !== null) return `feed ${feedId}`;
  return source.type === "import" ? "uploads" : "people";
}

interface Names {
  imports: ReadonlyMap<number, ImportName>;
  feeds: ReadonlyMap<number, FeedName>;
}

function withName(sighting: Sighting, { feeds }: Names): Sighting {
  return { ...sighting, source: nameSource(sighting.source, feeds) };
}

function named(stored: StoredSighting, names: Names): ClientSighting {
  const { imports, feeds } = names;
  const { clientId, said, basis, more, firstAt } = stored;
  const sighting = withName(stored.sighting, names);
  const { source } = sighting;
  const importId = source.type === "import" ? source.importId : null;
  const from = importId === null ? undefined : imports.get(importId);
  const feedId = source.type === "feed" ? source.feedId : (from?.feedId ?? null);
  const feed = feedId === null ? undefined : feeds.get(feedId);
  return {
    ...sighting,
    clientId,
    importId,
    fileName: from?.fileName ?? null,
    exportedAtBasis: from?.exportedAtBasis ?? null,
    feedId,
    feedName: feed?.name ?? null,
    feedRemoved: feed?.removed ?? false,
    firstAt,
    descriptive: { ...toSaid(said), identityBasis: basis, ...more },
  };
}
