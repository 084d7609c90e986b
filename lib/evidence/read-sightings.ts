/** All that was ever observed of a client, each observation with its source, its line and its words. */
import type { Availability, ConnectionType } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import type { EvidenceSource, Sighting } from "@/lib/core/evidence";
import type { Sql } from "@/lib/platform/db";
import { loadTexts, noDescription, toDescription } from "./said";
import { type IdentityBasis, sayingOf } from "./says";
import { blockOfId, type PackedSighting, packedSighting, placeOfId, unpackSighting } from "./snapshot-block";

/** One observation of one client. */
export interface StoredSighting {
  clientId: number;
  sighting: Sighting;
  said: Description;
  /** By what the client was recognised; null: it was known already, and nothing in the observation says more. */
  basis: IdentityBasis | null;
  /** What else a single observation says of itself (who made it). */
  more: Record<string, unknown>;
  /** A feed said so again and again: since then. */
  firstAt: number | null;
}

interface BlockRow extends PackedSighting {
  clientId: number;
  said: number;
}

interface SingleRow {
  id: number;
  feedId: number | null;
  clientId: number;
  observedAt: number;
  firstAt: number | null;
  earliestAt: number | null;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  descriptive: Partial<Description> & { identityBasis?: IdentityBasis; grade?: unknown };
}

/** SQL: the snapshots of appliance `$1` that stand, and those that this transaction is writing. */
export const snapshotsOf =
  "SELECT id FROM import WHERE appliance_id = $1 AND status IN ('done', 'applying', 'parsing')";

/** The observations of these clients of one appliance, by client, in the order of their observation. For few clients. */
export async function sightingsOf(
  db: Sql,
  applianceId: number,
  clientIds: readonly number[],
): Promise<Map<number, StoredSighting[]>> {
  const found = new Map<number, StoredSighting[]>();
  if (clientIds.length === 0) return found;
  const place = placeOfId("w.client_id");
  const inBlocks = await db.query<BlockRow>(
    `SELECT w.client_id AS "clientId", b.said[${place}] AS said, ${packedSighting(place)}
       FROM unnest($2::int[]) AS w(client_id)
       JOIN snapshot_block b ON b.block = ${blockOfId("w.client_id")} AND b.import_id = ANY(ARRAY(${snapshotsOf}))
       JOIN import i ON i.id = b.import_id
      WHERE b.says[${place}] <> 0`,
    [applianceId, clientIds],
  );
  const singles = await loadSingles(db, clientIds);
  const texts = await loadTexts(db, clientIds);
  const add = (one: StoredSighting) => {
    const known = found.get(one.clientId);
    if (known) known.push(one);
    else found.set(one.clientId, [one]);
  };
  for (const row of inBlocks.rows) {
    const said = texts.get(row.clientId)?.find(({ no }) => no === row.said)?.said ?? noDescription;
    add(ofBlock(row, said));
  }
  for (const single of singles) add(single);
  for (const each of found.values()) each.sort((a, b) => byObservation(a.sighting, b.sighting));
  return found;
}

/** The single observations of these clients. */
export async function loadSingles(db: Sql, clientIds: readonly number[]): Promise<StoredSighting[]> {
  const { rows } = await db.query<SingleRow>(
    `SELECT id, feed_id AS "feedId", client_id AS "clientId", observed_at AS "observedAt", first_at AS "firstAt",
            LEAST(earliest_at, first_at) AS "earliestAt", connected_at AS "connectedAt",
            connected_from_at AS "connectedFromAt", online, needs_update AS "needsUpdate",
            needs_update_unread AS "needsUpdateUnread", connection_type AS "connectionType", availability, descriptive
       FROM sighting WHERE client_id = ANY($1::int[])`,
    [clientIds],
  );
  return rows.map(ofSingle);
}

function ofBlock(row: BlockRow, said: Description): StoredSighting {
  return {
    clientId: row.clientId,
    sighting: unpackSighting(row),
    said,
    basis: sayingOf(row.says).basis,
    more: {},
    firstAt: null,
  };
}

function ofSingle(row: SingleRow): StoredSighting {
  const { id, feedId, clientId, firstAt, descriptive, ...facts } = row;
  const { identityBasis, vendorId, name, hostname, fqdn, group, attributes, ...more } = descriptive;
  return {
    clientId,
    sighting: {
      ...facts,
      firstObservedAt: firstAt,
      source: singleSource(id, feedId, more.grade === "inferred"),
      unreadable: null,
    },
    said: toDescription({
      vendorId: vendorId ?? null,
      name: name ?? null,
      hostname: hostname ?? null,
      fqdn: fqdn ?? null,
      group: group ?? null,
      attributes: attributes ?? {},
    }),
    basis: identityBasis ?? (feedId === null ? "person" : null),
    more,
    firstAt,
  };
}

/** The source that a single observation is: a person's word, or a feed's. */
export type SingleSource = Exclude<EvidenceSource, { type: "import" }>;

export function singleSource(sightingId: number, feedId: number | null, isInferred = false): SingleSource {
  if (feedId === null) return { type: "person", sightingId };
  return { type: "feed", sightingId, feedId, ...(isInferred ? { isInferred } : {}) };
}

/** By the instant they speak about; of one instant the single ones first, then lists by their ids: a list says what is there now. */
export function byObservation(a: Sighting, b: Sighting): number {
  return a.observedAt - b.observedAt || orderOf(a) - orderOf(b);
}

function orderOf({ source }: Sighting): number {
  return source.type === "import" ? source.importId : source.sightingId - 2_147_483_648;
}
