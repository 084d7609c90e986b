/** Why a person has to look at an import before it is applied. */

import { percentOf } from "@/lib/core/percent";
import type { Snapshot } from "@/lib/evidence/record/compare-rows";
import type { SnapshotOf } from "@/lib/evidence/record/snapshot";
import type { RecordedSnapshot } from "@/lib/evidence/record-snapshot";
import { countListed, findFollowing } from "@/lib/evidence/snapshots";
import { findVanishedGroups } from "@/lib/evidence/vanished-groups";
import type { Appliance } from "@/lib/fleet/change-appliance";
import type { Tx } from "@/lib/platform/db";
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
  snapshot: SnapshotOf,
  recorded: RecordedSnapshot,
  diff: ImportDiff,
  appliance: Pick<Appliance, "confirmChangePercent" | "confirmRejectPercent">,
): Promise<ConfirmationReason[]> {
  const previous = await comparable(tx, snapshot, recorded);
  const percent = appliance.confirmChangePercent;
  return [
    await knownElsewhere(tx, snapshot, recorded),
    manyRejected(record, appliance.confirmRejectPercent),
    ...(previous && previous.clients > 0 ? manyChanged(diff, previous, percent) : []),
    percent < anyChangePercent ? await groupVanished(tx, snapshot, recorded) : null,
    looksLikeFirstPage(record, diff, previous),
  ].filter((reason) => reason !== null);
}

type Comparable = Snapshot & { clients: number };

/** A file older than all others is held against the one after it: uploading late must not be a way round the question. */
async function comparable(
  tx: Tx,
  snapshot: SnapshotOf,
  { previous, compared }: RecordedSnapshot,
): Promise<Comparable | null> {
  if (previous) return { ...previous, clients: compared.before.clients };
  const following = await findFollowing(tx, snapshot);
  return following && { ...following, clients: await countListed(tx, following.importId, snapshot.kinds) };
}

function manyRejected(record: ImportRecord, percent: number): ConfirmationReason | null {
  const { rowsRejected: count, rowsAccepted } = record;
  const rows = count + rowsAccepted;
  if (count < rejectsAtLeast || count * 100 <= rows * percent) return null;
  return { code: "many_rejected", params: { count, rows, percent } };
}

function manyChanged(diff: ImportDiff, previous: Comparable, percent: number): ConfirmationReason[] {
  const share = (count: number) => percentOf(count, previous.clients, 1) ?? 0;
  const exceeds = (count: number, limit: number) => count * 100 > previous.clients * limit;
  const params = { percent, previous: previous.clients, previousImportId: previous.importId };
  const arriving = diff.added + diff.returned;
  const net = diff.missing - arriving;
  const reasons: ConfirmationReason[] = [];
  if (percent < anyChangePercent && exceeds(arriving, percent))
    reasons.push({ code: "many_added", params: { ...params, count: arriving, share: share(arriving) } });
  const isShorter = percent < anyChangePercent && net >= shorterAtLeast && exceeds(net, shorterPercent);
  if (exceeds(diff.missing, percent) || isShorter) {
    const limit = exceeds(diff.missing, percent) ? percent : shorterPercent;
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
  snapshot: SnapshotOf,
  recorded: RecordedSnapshot,
): Promise<ConfirmationReason | null> {
  if (recorded.previous === null || !snapshot.complete) return null;
  const gone = (await findVanishedGroups(tx, recorded, snapshot.kinds)).filter(
    ({ clients }) => clients >= groupAtLeast,
  );
  const first = gone[0];
  if (!first) return null;
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
  previous: Comparable | null,
): ConfirmationReason | null {
  if (record.completeStated || !record.complete) return null;
  if (previous !== null && diff.missing === 0) return null;
  const rows = record.rowsAccepted + record.rowsRejected;
  const isWholePages = rows % apiPageRows === 0 && rows > 0 && rows < apiPageRows * pagesAtMost;
  return rows === webPageRows || isWholePages ? { code: "looks_like_first_page", params: { rows } } : null;
}

async function knownElsewhere(
  tx: Tx,
  { applianceId }: SnapshotOf,
  { taken }: RecordedSnapshot,
): Promise<ConfirmationReason | null> {
  const rows = taken.rows.count;
  // Most hosts must be new here; else nothing can come of it.
  if (taken.fresh.length * 2 <= rows) return null;
  const { rows: others } = await tx.query<{ applianceId: number; appliance: string; count: number }>(
    `SELECT o.appliance_id AS "applianceId", a.name AS appliance, count(DISTINCT c.id) AS count
       FROM client c JOIN client o ON o.kind = c.kind AND o.host_hash = c.host_hash AND o.host_key = c.host_key
       JOIN client_now n ON n.client_id = o.id AND n.stands
       JOIN appliance a ON a.id = o.appliance_id
      WHERE c.appliance_id = $1 AND o.appliance_id <> $1 AND c.id BETWEEN $2 AND $3
      GROUP BY o.appliance_id, a.name ORDER BY 3 DESC LIMIT 1`,
    [applianceId, taken.fresh[0]?.clientId ?? 0, taken.fresh.at(-1)?.clientId ?? 0],
  );
  const most = others[0];
  if (!most || most.count * 2 <= rows) return null;
  return { code: "other_appliance", params: { ...most, rows } };
}
