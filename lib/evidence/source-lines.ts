/** Completes sources that were stored without their line: an import says in its blocks where each client stands in its file. */
import { type Facts, weigh } from "@/lib/core/evidence";
import type { Sql } from "@/lib/platform/db";
import { blockOfId, type PackedSighting, packedSighting, placeOfId, unpackSighting } from "./snapshot-block";

/** Something that may name sources (`{type: "import", importId, line: null}`) anywhere in it, about one client. */
export interface AboutClient<T> {
  clientId: number;
  value: T;
}

interface ImportSource {
  type: "import";
  importId: number;
  line: number | null;
}

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
  for (const { clientId, value } of items)
    visit(value, ({ importId }) => {
      wanted.set(`${clientId} ${importId}`, { clientId, importId });
    });
  if (wanted.size === 0) return items.map(({ value }) => value);
  const pairs = [...wanted.values()];
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
  const lines = new Map([...entries].map(([pair, ofPair]) => [pair, lineOfEntries(ofPair)]));
  return items.map(({ clientId, value }) =>
    replaced(
      value,
      ({ importId }, fact) => lines.get(`${clientId} ${importId}`)?.(factNames[fact] ?? null) ?? null,
    ),
  );
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

function isImportSource(value: object): value is ImportSource {
  return "type" in value && value.type === "import" && "importId" in value && "line" in value;
}

function visit(value: unknown, take: (source: ImportSource) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (isImportSource(value)) {
    if (value.line === null) take(value);
    return;
  }
  for (const part of Object.values(value)) visit(part, take);
}

type FindLine = (source: ImportSource, name: string) => number | null;

/** `name`: what the value stands under; a fact's source is named by the fact. */
function replaced<T>(value: T, lineOf: FindLine, name = ""): T {
  if (typeof value !== "object" || value === null) return value;
  if (isImportSource(value)) return value.line === null ? { ...value, line: lineOf(value, name) } : value;
  if (Array.isArray(value)) return value.map((part) => replaced(part, lineOf)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, replaced(part, lineOf, key === "source" ? name : key)]),
  ) as T;
}
