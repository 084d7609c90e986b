/** Why a person has to look at an import before it is applied. */
import type { Appliance } from "@/lib/fleet/change-appliance";
import type { Tx } from "@/lib/platform/db";
import { findFollowing, findPrevious, type Snapshot } from "./compare-import";
import type { ImportDiff, ImportRecord } from "./store";

export interface ConfirmationReason {
  code:
    | "many_added"
    | "many_missing"
    | "many_rejected"
    | "other_appliance"
    | "looks_like_first_page"
    | "group_vanished";
  params: Record<string, string | number>;
}

/** A setting of 100 % says that any change of the fleet may pass. */
const anyChangePercent = 100;
/** A whole group that is gone is told from this size on, and a list that is clearly shorter than the last one likewise. */
const groupAtLeast = 5;
const shorterAtLeast = 10;
const shorterPercent = 10;
const rejectsAtLeast = 3;

/**
 * The reasons, the gravest first: most hosts are known on another appliance and not on this one; many rows could not be read;
 * more than a share of the previous snapshot would come or go, a whole group, or clearly more than come in their place; a list
 * that ends where pages do, unless the upload said that it is complete.
 */
export async function reasonsToConfirm(
  tx: Tx,
  record: ImportRecord,
  diff: ImportDiff,
  appliance: Pick<Appliance, "confirmChangePercent" | "confirmRejectPercent">,
): Promise<ConfirmationReason[]> {
  // A file older than all others is held against the one after it: uploading late must not be a way round the question.
  const previous = (await findPrevious(tx, record)) ?? (await findFollowing(tx, record));
  const percent = appliance.confirmChangePercent;
  return [
    await knownElsewhere(tx, record),
    manyRejected(record, appliance.confirmRejectPercent),
    ...(previous && previous.clients > 0 ? manyChanged(diff, previous, percent) : []),
    percent < anyChangePercent ? await groupVanished(tx, record, previous) : null,
    looksLikeFirstPage(record, diff, previous),
  ].filter((reason) => reason !== null);
}

function manyRejected(record: ImportRecord, percent: number): ConfirmationReason | null {
  const { rowsRejected: count, rowsAccepted } = record;
  const rows = count + rowsAccepted;
  if (count < rejectsAtLeast || count * 100 <= rows * percent) return null;
  return { code: "many_rejected", params: { count, rows, percent } };
}

function manyChanged(diff: ImportDiff, previous: Snapshot, percent: number): ConfirmationReason[] {
  const share = (count: number) => Math.round((count / previous.clients) * 1000) / 10;
  const params = { percent, previous: previous.clients, previousImportId: previous.importId };
  const arriving = diff.added + diff.returned;
  const net = diff.missing - arriving;
  const reasons: ConfirmationReason[] = [];
  if (percent < anyChangePercent && share(arriving) > percent)
    reasons.push({ code: "many_added", params: { ...params, count: arriving, share: share(arriving) } });
  const isShorter = percent < anyChangePercent && net >= shorterAtLeast && share(net) > shorterPercent;
  if (share(diff.missing) > percent || isShorter) {
    const limit = share(diff.missing) > percent ? percent : shorterPercent;
    reasons.push({
      code: "many_missing",
      params: { ...params, percent: limit, count: diff.missing, share: share(diff.missing) },
    });
  }
  return reasons;
}

/** A group of the snapshot before of which nobody is in this one, while others are. */
async function groupVanished(
  tx: Tx,
  record: ImportRecord,
  previous: Snapshot | null,
): Promise<ConfirmationReason | null> {
  if (previous === null || !record.complete) return null;
  const { rows } = await tx.query<{ group: string; clients: number; gone: boolean }>(
    `SELECT s.descriptive->>'group' AS "group", count(*) AS clients, bool_and(r.client_id IS NULL) AS gone
       FROM sighting s LEFT JOIN import_row r ON r.import_id = $1 AND r.client_id = s.client_id
      WHERE s.import_id = $2 AND s.descriptive ? 'group' GROUP BY 1`,
    [record.id, previous.importId],
  );
  const gone = rows
    .filter((each) => each.gone && each.clients >= groupAtLeast)
    .sort((a, b) => b.clients - a.clients || a.group.localeCompare(b.group));
  const first = gone[0];
  if (!first || rows.every((each) => each.gone)) return null;
  return {
    code: "group_vanished",
    params: {
      group: first.group,
      clients: first.clients,
      groups: gone.length,
      count: gone.reduce((sum, { clients }) => sum + clients, 0),
    },
  };
}

const webPageRows = 50;
const apiPageRows = 100;
const pagesAtMost = 10;

/**
 * The web console shows at most 50 rows and the Configuration API answers at most 100 (domain §10.3): a list of exactly so many,
 * or of a few whole pages, may be only a beginning. Not where the snapshot before shows that nobody is missing.
 */
function looksLikeFirstPage(
  record: ImportRecord,
  diff: ImportDiff,
  previous: Snapshot | null,
): ConfirmationReason | null {
  if (record.completeStated || !record.complete) return null;
  if (previous !== null && diff.missing === 0) return null;
  const rows = record.rowsAccepted + record.rowsRejected;
  const isWholePages = rows % apiPageRows === 0 && rows > 0 && rows < apiPageRows * pagesAtMost;
  return rows === webPageRows || isWholePages ? { code: "looks_like_first_page", params: { rows } } : null;
}

async function knownElsewhere(tx: Tx, record: ImportRecord): Promise<ConfirmationReason | null> {
  const { rows } = await tx.query<{ applianceId: number; appliance: string; count: number; rows: number }>(
    `SELECT c.appliance_id AS "applianceId", a.name AS appliance, count(DISTINCT r.line) AS count,
            (SELECT count(*) FROM import_row WHERE import_id = $1) AS rows
       FROM import_row r
       JOIN client c ON c.kind = r.kind AND c.host_key = r.host_key AND c.appliance_id <> $2 AND c.first_evidence_at IS NOT NULL
       JOIN appliance a ON a.id = c.appliance_id
      WHERE r.import_id = $1 AND r.is_new
      GROUP BY c.appliance_id, a.name ORDER BY count(DISTINCT r.line) DESC LIMIT 1`,
    [record.id, record.applianceId],
  );
  const most = rows[0];
  if (!most || most.count * 2 <= most.rows) return null;
  return { code: "other_appliance", params: { ...most } };
}
