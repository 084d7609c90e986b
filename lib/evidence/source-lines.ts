/**
 * Completes sources that were stored as bare numbers: an import says in its blocks where each client stands in its file, a single
 * observation which feed it came by.
 */
import { type EvidenceSource, type Facts, weigh } from "@/lib/core/evidence";
import type { Sql } from "@/lib/platform/db";
import { singleSource } from "./read-sightings";
import { blockOfId, type PackedSighting, packedSighting, placeOfId, unpackSighting } from "./snapshot-block";

/** Something that may name sources (`{type: "import", importId, line: null}`, `{type: "person", sightingId}`) anywhere in it, about one client. */
export interface AboutClient<T> {
  clientId: number;
  value: T;
}

type ImportSource = Extract<EvidenceSource, { type: "import" }>;
type SingleSource = Extract<EvidenceSource, { type: "person" }>;

/** The same for one client. */
export async function withLines<T>(db: Sql, clientId: number, value: T): Promise<T> {
  const [done] = await withLinesOfMany(db, [{ clientId, value }]);
  return done as T;
}

/** Where a client stands in a file: by fact, where several entries of it speak. */
type LineOf = (fact: keyof Facts | null) => number | null;

interface EntryRow extends PackedSighting {
  clientId: number;
}

/**
 * Puts the line in wherever an import is named as a source. A client into which others were merged may stand in a file more than
 * once: then the line is that of the entry which decided the fact. An import that was taken back says no more what it said, and
 * still where.
 */
export async function withLinesOfMany<T>(db: Sql, items: readonly AboutClient<T>[]): Promise<T[]> {
  const wanted = new Map<string, { clientId: number; importId: number }>();
  const singles = new Set<number>();
  for (const { clientId, value } of items)
    visit(value, (source) => {
      if (source.type === "person") singles.add(source.sightingId);
      else wanted.set(`${clientId} ${source.importId}`, { clientId, importId: source.importId });
    });
  if (wanted.size === 0 && singles.size === 0) return items.map(({ value }) => value);
  const feeds = await loadFeeds(db, [...singles]);
  const lines = await loadLines(db, [...wanted.values()]);
  return items.map(({ clientId, value }) =>
    replaced(value, (source, fact) => {
      if (source.type === "person") {
        const feed = feeds.get(source.sightingId);
        return singleSource(source.sightingId, feed?.feedId ?? null, feed?.isInferred);
      }
      const lineOf = lines.get(`${clientId} ${source.importId}`);
      return { ...source, line: lineOf?.(factNames[fact] ?? null) ?? null };
    }),
  );
}

interface OfFeed {
  id: number;
  feedId: number;
  isInferred: boolean;
}

/** Which of these single observations came by a feed, by which, and how sure each is. */
async function loadFeeds(db: Sql, sightingIds: readonly number[]): Promise<Map<number, OfFeed>> {
  if (sightingIds.length === 0) return new Map();
  const { rows } = await db.query<OfFeed>(
    `SELECT id, feed_id AS "feedId", COALESCE(descriptive->>'grade' = 'inferred', false) AS "isInferred"
       FROM sighting WHERE id = ANY($1::int[]) AND feed_id IS NOT NULL`,
    [sightingIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function loadLines(
  db: Sql,
  pairs: readonly { clientId: number; importId: number }[],
): Promise<Map<string, LineOf>> {
  if (pairs.length === 0) return new Map();
  const { rows } = await db.query<EntryRow>(
    `SELECT w.client_id AS "clientId", ${packedSighting("e.place")}
       FROM unnest($1::int[], $2::int[]) AS w(client_id, import_id)
       CROSS JOIN LATERAL (
         SELECT w.client_id AS id UNION ALL SELECT c.id FROM client c WHERE c.merged_into_id = w.client_id) entry
       CROSS JOIN LATERAL (SELECT ${placeOfId("entry.id")} AS place) e
       JOIN snapshot_block b ON b.import_id = w.import_id AND b.block = ${blockOfId("entry.id")}
        AND (b.says[e.place] <> 0 OR b.line_step[e.place] <> 0)
       JOIN import i ON i.id = w.import_id
      ORDER BY entry.id <> w.client_id`,
    [pairs.map(({ clientId }) => clientId), pairs.map(({ importId }) => importId)],
  );
  const entries = new Map<string, EntryRow[]>();
  for (const row of rows) {
    const pair = `${row.clientId} ${row.importId}`;
    entries.set(pair, [...(entries.get(pair) ?? []), row]);
  }
  return new Map([...entries].map(([pair, ofPair]) => [pair, lineOfEntries(ofPair)]));
}

/** The client's own entry first. */
function lineOfEntries(entries: readonly EntryRow[]): LineOf {
  const own = entries[0]?.line ?? null;
  const speaking = entries.filter(({ says }) => says !== 0);
  if (speaking.length < 2) return () => speaking[0]?.line ?? own;
  const facts = weigh(speaking.map(unpackSighting));
  return (fact) => {
    const known = fact === null ? null : facts[fact];
    const source = typeof known === "object" ? known?.source : undefined;
    return source?.type === "import" ? source.line : own;
  };
}

/** The fact that a source is named for: by the name of what it stands in, in facts and in the inputs of reasons. */
const factNames: Readonly<Record<string, keyof Facts>> = {
  lastConnected: "lastConnected",
  lastConnectedSource: "lastConnected",
  online: "online",
  needsUpdate: "needsUpdate",
  needsUpdateSource: "needsUpdate",
  needsUpdateUnread: "needsUpdateUnread",
  unreadSource: "needsUpdateUnread",
  connectionType: "connectionType",
  availability: "availability",
  observedSource: "availability",
  unreadable: "unreadable",
  unreadableSource: "unreadable",
};

/** An import without its line, or a single observation of which it is not known yet who made it. */
function isBare(value: object): value is ImportSource | SingleSource {
  if (!("type" in value)) return false;
  if (value.type === "person") return "sightingId" in value;
  return value.type === "import" && "importId" in value && "line" in value && value.line === null;
}

function visit(value: unknown, take: (source: ImportSource | SingleSource) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (isBare(value)) take(value);
  else for (const part of Object.values(value)) visit(part, take);
}

type Complete = (source: ImportSource | SingleSource, name: string) => EvidenceSource;

/** `name`: what the value stands under; a fact's source is named by the fact. */
function replaced<T>(value: T, complete: Complete, name = ""): T {
  if (typeof value !== "object" || value === null) return value;
  if (isBare(value)) return complete(value, name) as T;
  if (Array.isArray(value)) return value.map((part) => replaced(part, complete)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      replaced(part, complete, key === "source" ? name : key),
    ]),
  ) as T;
}
