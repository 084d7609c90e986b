/** Whether what proved a check-in is still its client's own, after it was decided anew which evidence is whose. */
import { lastConnectionIn } from "@/lib/core/evidence";
import { sourceNumber } from "@/lib/evidence/now-row";
import { type StoredSighting, sightingsOf } from "@/lib/evidence/read-sightings";
import type { Sql } from "@/lib/platform/db";

interface ProvenRow {
  clientId: number;
  applianceId: number;
  entries: number[];
  at: number;
  source: number | null;
  needsUpdateSource: number | null;
}

/** Of these clients those whose recorded check-in rests on a sighting that is none of theirs (any more). For few clients. */
export async function withoutTheirProof(
  db: Sql,
  rolloutId: number,
  clientIds: readonly number[],
): Promise<number[]> {
  const { rows } = await db.query<ProvenRow>(
    `SELECT n.client_id AS "clientId", n.appliance_id AS "applianceId", n.proof_at AS at, n.proof_source AS source,
            n.proof_needs_update_source AS "needsUpdateSource",
            ARRAY(SELECT n.client_id UNION ALL SELECT id FROM client WHERE merged_into_id = n.client_id) AS entries
       FROM client_now n
      WHERE n.rollout_id = $1 AND n.client_id = ANY($2::int[]) AND n.proof_at IS NOT NULL`,
    [rolloutId, clientIds],
  );
  const [first] = rows;
  if (!first) return [];
  const sightings = await sightingsOf(
    db,
    first.applianceId,
    rows.flatMap(({ entries }) => entries),
  );
  return rows
    .filter(
      (row) =>
        !isProven(
          row,
          row.entries.flatMap((id) => sightings.get(id) ?? []),
        ),
    )
    .map(({ clientId }) => clientId);
}

function isProven({ at, source, needsUpdateSource }: ProvenRow, own: readonly StoredSighting[]): boolean {
  const of = (number: number) => own.filter(({ sighting }) => sourceNumber(sighting.source) === number);
  if (needsUpdateSource !== null && of(needsUpdateSource).length === 0) return false;
  // What a feed says again and again moves on: then it is newer than the proof.
  return (
    source === null ||
    of(source).some(({ sighting }) => (lastConnectionIn(sighting) ?? Number.NEGATIVE_INFINITY) >= at)
  );
}
