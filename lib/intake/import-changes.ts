/** What is different in an import from the snapshot before it, client by client. */
import { hostKey } from "@/lib/core/client";
import { type BitChange, changeBits } from "@/lib/evidence/change-bits";
import { clientAtPlace } from "@/lib/evidence/snapshot-block";
import { rowsOfSnapshot, type ToldRow } from "@/lib/evidence/snapshot-rows";
import type { Ctx } from "@/lib/platform/context";
import type { ChangeKind, ImportDetail } from "./queries";

/** One difference from the previous snapshot. `known`: the client it is about is there to be looked at. */
export interface ImportChangeRow {
  clientId: number;
  known: boolean;
  name: string | null;
  host: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

type Import = Pick<ImportDetail, "id" | "applianceId" | "status" | "diff">;
interface Page {
  limit: number;
  skip: number;
}

/** So many clients are put in the order of their names; more come in the order of their ids, which is that of the first files. */
const namedAtMost = 10_000;

/** A page of an import's differences of one sort, by client name and then id. The import must have been loaded with `importDetail`. */
export async function importChanges(
  ctx: Ctx,
  found: Import,
  change: ChangeKind,
  page: Page,
): Promise<ImportChangeRow[]> {
  const isApplied = found.status === "done" || found.status === "taken_back";
  return isApplied && isBit(change)
    ? changesInBlocks(ctx, found, change, page)
    : changesInRows(ctx, found, change, page);
}

const isBit = (change: ChangeKind): change is BitChange => change in changeBits;

/** Who moved or changed, and everything about an import that is not applied. */
async function changesInRows(
  ctx: Ctx,
  { id, applianceId }: Import,
  change: ChangeKind,
  { limit, skip }: Page,
): Promise<ImportChangeRow[]> {
  const name = "COALESCE(c.name, d.after->>'name', d.before->>'name')";
  const { rows } = await ctx.db.query<ImportChangeRow>(
    `SELECT d.client_id AS "clientId", c.id IS NOT NULL AS known, ${name} AS name,
            COALESCE(c.fqdn, c.hostname, d.after->>'host', d.before->>'host') AS host, d.before, d.after
       FROM import_change d LEFT JOIN client c ON c.id = d.client_id AND c.appliance_id = $3
      WHERE d.import_id = $1 AND d.change = $2
      ORDER BY lower(${name}), d.client_id LIMIT $4 OFFSET $5`,
    [id, change, applianceId, limit, skip],
  );
  return rows;
}

async function changesInBlocks(
  ctx: Ctx,
  { id, diff }: Import,
  change: BitChange,
  { limit, skip }: Page,
): Promise<ImportChangeRow[]> {
  const isNamed = countOf(diff, change) <= namedAtMost;
  const marked = `SELECT ${clientAtPlace("b.block", "p.place")} AS id
      FROM snapshot_block b CROSS JOIN LATERAL unnest(b.change) WITH ORDINALITY AS p(change, place)
     WHERE b.import_id = $1 AND p.change & ${changeBits[change]} <> 0`;
  const { rows } = await ctx.db.query<Omit<ImportChangeRow, "known" | "before" | "after">>(
    isNamed
      ? `SELECT c.id AS "clientId", c.name, COALESCE(c.fqdn, c.hostname) AS host
           FROM (${marked}) m JOIN client c ON c.id = m.id ORDER BY lower(c.name), c.id LIMIT $2 OFFSET $3`
      : `SELECT c.id AS "clientId", c.name, COALESCE(c.fqdn, c.hostname) AS host
           FROM (${marked} ORDER BY b.block, p.place LIMIT $2 OFFSET $3) m JOIN client c ON c.id = m.id ORDER BY c.id`,
    [id, limit, skip],
  );
  const importId = change === "missing" ? diff?.previous?.importId : id;
  const told = importId === undefined ? new Map() : await rowsOfEntries(ctx, importId, rows);
  return rows.map((row) => {
    const summary = summaryOf(told.get(row.clientId), change);
    return {
      ...row,
      known: true,
      before: change === "missing" ? summary : null,
      after: change === "missing" ? null : summary,
    };
  });
}

function countOf(diff: ImportDetail["diff"], change: BitChange): number {
  return (change === "duplicate" ? diff?.duplicates : diff?.[change]) ?? 0;
}

/** The rows of clients, or of entries that a person merged into them: they come and go as one. */
async function rowsOfEntries(
  ctx: Ctx,
  importId: number,
  clients: readonly { clientId: number }[],
): Promise<Map<number, ToldRow>> {
  const ids = clients.map(({ clientId }) => clientId);
  const told = await rowsOfSnapshot(ctx.db, importId, ids);
  const absent = ids.filter((id) => !told.has(id));
  if (absent.length === 0) return told;
  const { rows: entries } = await ctx.db.query<{ id: number; ownerId: number }>(
    `SELECT id, merged_into_id AS "ownerId" FROM client WHERE merged_into_id = ANY($1::int[]) ORDER BY id`,
    [absent],
  );
  const ofEntries = await rowsOfSnapshot(
    ctx.db,
    importId,
    entries.map((entry) => entry.id),
  );
  for (const { id, ownerId } of entries) {
    const row = ofEntries.get(id);
    if (row && !told.has(ownerId)) told.set(ownerId, row);
  }
  return told;
}

function summaryOf(row: ToldRow | undefined, change: BitChange): Record<string, unknown> | null {
  if (!row) return null;
  const { said, line, unreadableColumn } = row;
  const words = {
    ...(change !== "missing" && { line }),
    name: said.name,
    host: hostKey(said) || (said.vendorId && `id:${said.vendorId}`),
    group: said.group,
    ...(change === "unreadable" && { column: unreadableColumn }),
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null && value !== ""));
}
