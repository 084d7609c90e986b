/** The rows of snapshots that stand, as clients were shown by them. */
import { sightingsOf } from "@/lib/evidence/read-sightings";
import { pool } from "@/lib/platform/db";

/** One client in one import. */
export interface ListedRow {
  clientId: number;
  importId: number;
  line: number | null;
  group: string | null;
}

/** All rows about the clients of an appliance, by import and line. */
export async function listedRows(applianceId: number): Promise<ListedRow[]> {
  const { rows } = await pool().query<{ id: number }>("SELECT id FROM client WHERE appliance_id = $1", [
    applianceId,
  ]);
  const found = await sightingsOf(
    pool(),
    applianceId,
    rows.map(({ id }) => id),
  );
  return [...found.values()]
    .flat()
    .flatMap(({ clientId, sighting: { source }, said: { group } }) =>
      source.type === "import" ? [{ clientId, importId: source.importId, line: source.line, group }] : [],
    )
    .sort((a, b) => a.importId - b.importId || (a.line ?? 0) - (b.line ?? 0));
}
