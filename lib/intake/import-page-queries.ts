/** Read models of the import pages: what each line of a file said, who is at a line, which groups are gone, what a list tells in short. */
import type { MemberState } from "@/lib/core/member";
import type { Ctx } from "@/lib/platform/context";
import type { LineCounts } from "./export-file/read-table";
import type { ImportDetail, ImportQuestion, NoticeFilter } from "./queries";
import type { ImportOutcome } from "./record-outcome";

/** Where what a file said is kept: with the rows that wait, or with what is known. */
type Kept = "import_row" | "sighting";

/** Null: it is not kept, or not any more. */
function keptIn(status: ImportDetail["status"]): Kept | null {
  if (status === "done") return "sighting";
  return status === "needs_confirmation" ? "import_row" : null;
}

/** What one line said of one client. Instants in epoch milliseconds. `known`: the client is there to be looked at. */
export interface ReadLine {
  line: number;
  clientId: number;
  known: boolean;
  name: string;
  connectedAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  /** It says who is there, and nothing else of it could be read. */
  unreadable: boolean;
  /** It may be a client that is known by another name. */
  possibleDuplicate: boolean;
  /** Its state in the rollout asked for; null where it is no member, or none was asked for. */
  state: MemberState | null;
}

const nameIn = {
  import_row: `COALESCE(c.name, r.name, r.hostname, r.fqdn, r.vendor_id, '')`,
  sighting: "c.name",
} as const satisfies Record<Kept, string>;

const duplicateIn = {
  import_row: "r.possible_duplicate",
  sighting: "COALESCE(c.possible_duplicate, false)",
} as const satisfies Record<Kept, string>;

/** Lines that were not rejected, in the order of the file; null where they are not kept. `rolloutId`: whose states are wanted. */
export async function readLines(
  ctx: Ctx,
  { id, status }: Pick<ImportDetail, "id" | "status">,
  rolloutId: number | null,
  page: { limit: number; skip: number },
): Promise<ReadLine[] | null> {
  const kept = keptIn(status);
  if (kept === null) return null;
  const { rows } = await ctx.db.query<ReadLine>(
    `SELECT r.line, r.client_id AS "clientId", c.first_evidence_at IS NOT NULL AS known, ${nameIn[kept]} AS name,
            r.connected_at AS "connectedAt", r.online, r.needs_update AS "needsUpdate",
            r.needs_update_unread AS "needsUpdateUnread", r.unreadable, ${duplicateIn[kept]} AS "possibleDuplicate", m.state
       FROM ${kept} r LEFT JOIN client c ON c.id = r.client_id
       LEFT JOIN member m ON m.rollout_id = $2 AND m.client_id = r.client_id
      WHERE r.import_id = $1 AND r.client_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM import_reject j WHERE j.import_id = $1 AND j.line = r.line)
      ORDER BY r.line, r.client_id LIMIT $3 OFFSET $4`,
    [id, rolloutId, page.limit, page.skip],
  );
  return rows;
}

/** A client of a file that may be the same as another one. */
export interface DoubtfulClient {
  clientId: number;
  known: boolean;
  name: string;
}

const doubtfulIn = {
  import_row: `SELECT r.client_id AS "clientId", c.first_evidence_at IS NOT NULL AS known, ${nameIn.import_row} AS name
                 FROM import_row r LEFT JOIN client c ON c.id = r.client_id
                WHERE r.import_id = $1 AND r.possible_duplicate AND r.client_id IS NOT NULL`,
  // The marked clients are few: each is looked for in the import, not the other way round.
  sighting: `SELECT c.id AS "clientId", true AS known, c.name
               FROM client c
              WHERE c.appliance_id = $2 AND c.possible_duplicate
                AND EXISTS (SELECT 1 FROM sighting r WHERE r.import_id = $1 AND r.client_id = c.id)`,
} as const satisfies Record<Kept, string>;

/** The clients of a file that are marked as possible duplicates, by name, and how many there are. */
export async function doubtfulClients(
  ctx: Ctx,
  { id, applianceId, status }: Pick<ImportDetail, "id" | "applianceId" | "status">,
  limit: number,
): Promise<{ total: number; clients: DoubtfulClient[] }> {
  const kept = keptIn(status);
  if (kept === null) return { total: 0, clients: [] };
  const { rows } = await ctx.db.query<DoubtfulClient & { total: number }>(
    `SELECT d.*, count(*) OVER () AS total FROM (${doubtfulIn[kept]}) d
      WHERE $2::int IS NOT NULL ORDER BY lower(d.name), d."clientId" LIMIT $3`,
    [id, applianceId, limit],
  );
  return { total: rows[0]?.total ?? 0, clients: rows.map(({ total: _total, ...client }) => client) };
}

/** The client that a line is about. */
export interface ClientAtLine {
  line: number;
  clientId: number;
  known: boolean;
  name: string;
}

/** Who stands at these lines; lines that are about no client are not in the answer. */
export async function clientsAtLines(
  ctx: Ctx,
  { id, status }: Pick<ImportDetail, "id" | "status">,
  lines: readonly number[],
): Promise<ClientAtLine[]> {
  const kept = keptIn(status);
  if (kept === null || lines.length === 0) return [];
  const { rows } = await ctx.db.query<ClientAtLine>(
    `SELECT r.line, r.client_id AS "clientId", c.first_evidence_at IS NOT NULL AS known, ${nameIn[kept]} AS name
       FROM ${kept} r LEFT JOIN client c ON c.id = r.client_id
      WHERE r.import_id = $1 AND r.line = ANY($2) AND r.client_id IS NOT NULL ORDER BY r.line, r.client_id`,
    [id, [...lines]],
  );
  return rows;
}

/** How many notices of an import are kept that fit. */
export async function countNotices(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
  filter: NoticeFilter,
): Promise<number> {
  const { rows } = await ctx.db.query<{ count: number }>(
    `SELECT count(*) AS count FROM import_notice
      WHERE import_id = $1 AND ($2::text[] IS NULL OR code = ANY($2)) AND ($3::text IS NULL OR column_name = $3)`,
    [id, filter.codes ?? null, filter.column ?? null],
  );
  return rows[0]?.count ?? 0;
}

/** Which of these clients are there to be looked at. */
export async function knownClients(ctx: Ctx, clientIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (clientIds.length === 0) return new Set();
  const { rows } = await ctx.db.query<{ id: number }>(
    "SELECT id FROM client WHERE id = ANY($1) AND first_evidence_at IS NOT NULL",
    [[...clientIds]],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A group of the snapshot before, of which nobody is in this file. */
export interface VanishedGroup {
  group: string;
  clients: number;
}

/** The groups that vanished, the largest first; none where there is no snapshot before. */
export async function vanishedGroups(
  ctx: Ctx,
  { id, diff }: Pick<ImportDetail, "id" | "diff">,
): Promise<VanishedGroup[]> {
  const previous = diff?.previous;
  if (!previous || diff.missing === 0) return [];
  const { rows } = await ctx.db.query<VanishedGroup>(
    `SELECT s.descriptive->>'group' AS "group", count(*) AS clients
       FROM sighting s LEFT JOIN import_change d ON d.import_id = $1 AND d.change = 'missing' AND d.client_id = s.client_id
      WHERE s.import_id = $2 AND s.descriptive ? 'group'
      GROUP BY 1 HAVING bool_and(d.client_id IS NOT NULL) ORDER BY 2 DESC, 1`,
    [id, previous.importId],
  );
  return rows;
}

/** What a list of imports tells of one in short. */
export interface ImportBrief {
  id: number;
  lines: LineCounts | null;
  outcome: ImportOutcome | null;
  question: ImportQuestion | null;
}

/** The briefs of imports that the reader was given already. */
export async function importBriefs(
  ctx: Ctx,
  importIds: readonly number[],
): Promise<ReadonlyMap<number, ImportBrief>> {
  if (importIds.length === 0) return new Map();
  const { rows } = await ctx.db.query<ImportBrief>(
    // The rows that a question shows are many and not wanted here.
    `SELECT id, lines, outcome, question - '{rows,headings,proposal,examples}'::text[] AS question
       FROM import WHERE id = ANY($1)`,
    [[...importIds]],
  );
  return new Map(rows.map((brief) => [brief.id, brief]));
}

/** A rollout as an import's page names it. */
export interface JudgingRollout {
  id: number;
  release: string;
  /** Epoch milliseconds. */
  installedAt: number;
}

/** The rollout that an import's outcome is about, or (`null` asked for) the one that goes on at its appliance. */
export async function judgingRollout(
  ctx: Ctx,
  applianceId: number,
  rolloutId: number | null,
): Promise<JudgingRollout | null> {
  const { rows } = await ctx.db.query<JudgingRollout>(
    `SELECT o.id, e.name AS release, e.installed_at AS "installedAt"
       FROM rollout o JOIN release e ON e.id = o.release_id
      WHERE o.appliance_id = $1
        AND CASE WHEN $2::int IS NULL THEN o.status IN ('opening', 'open', 'held') ELSE o.id = $2 END`,
    [applianceId, rolloutId],
  );
  return rows[0] ?? null;
}
