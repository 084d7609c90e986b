/** Read models of the import pages: how many notices fit, whom an import knows, what a list tells in short, which rollout it is about. */
import type { Ctx } from "@/lib/platform/context";
import type { LineCounts } from "./export-file/read-table";
import type { ImportDetail, ImportQuestion, NoticeFilter } from "./queries";
import type { ImportOutcome } from "./record-outcome";

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
    "SELECT client_id AS id FROM client_now WHERE client_id = ANY($1) AND stands",
    [[...clientIds]],
  );
  return new Set(rows.map(({ id }) => id));
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
