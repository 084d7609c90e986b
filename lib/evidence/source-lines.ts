/** Completes sources that were stored without their line: an import says in its blocks where each client stands in its file. */
import type { Sql } from "@/lib/platform/db";
import { blockOfId, placeOfId } from "./snapshot-block";

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

/**
 * Puts the line in wherever an import is named as a source. What came from an entry that was merged into the client has its line
 * there. An import that was taken back says no more what it said, and still where.
 */
export async function withLinesOfMany<T>(db: Sql, items: readonly AboutClient<T>[]): Promise<T[]> {
  const wanted = new Map<string, { clientId: number; importId: number }>();
  for (const { clientId, value } of items)
    visit(value, ({ importId }) => {
      wanted.set(`${clientId} ${importId}`, { clientId, importId });
    });
  if (wanted.size === 0) return items.map(({ value }) => value);
  const pairs = [...wanted.values()];
  const { rows } = await db.query<{ clientId: number; importId: number; line: number }>(
    `SELECT w.client_id AS "clientId", w.import_id AS "importId",
            (SELECT sum(step) FROM unnest(b.line_step[1:e.place]) AS step) AS line
       FROM unnest($1::int[], $2::int[]) AS w(client_id, import_id)
       CROSS JOIN LATERAL (
         SELECT w.client_id AS id UNION ALL SELECT c.id FROM client c WHERE c.merged_into_id = w.client_id) entry
       CROSS JOIN LATERAL (SELECT ${placeOfId("entry.id")} AS place) e
       JOIN snapshot_block b ON b.import_id = w.import_id AND b.block = ${blockOfId("entry.id")} AND (b.says[e.place] <> 0 OR b.line_step[e.place] <> 0)
      ORDER BY entry.id = w.client_id`,
    [pairs.map(({ clientId }) => clientId), pairs.map(({ importId }) => importId)],
  );
  const lines = new Map(rows.map(({ clientId, importId, line }) => [`${clientId} ${importId}`, line]));
  return items.map(({ clientId, value }) =>
    replaced(value, (source) => lines.get(`${clientId} ${source.importId}`) ?? null),
  );
}

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

function replaced<T>(value: T, lineOf: (source: ImportSource) => number | null): T {
  if (typeof value !== "object" || value === null) return value;
  if (isImportSource(value)) return value.line === null ? { ...value, line: lineOf(value) } : value;
  if (Array.isArray(value)) return value.map((part) => replaced(part, lineOf)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part, lineOf)])) as T;
}
