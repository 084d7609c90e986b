/** What is known of one client, and everything that it is known from. */
import { type Facts, type Sighting, weigh } from "@/lib/core/evidence";
import { mergeFacts } from "@/lib/core/merged-facts";
import { byObservation, type StoredSighting, sightingsOf } from "@/lib/evidence/read-sightings";
import { toSaid } from "@/lib/evidence/said";
import type { Sql } from "@/lib/platform/db";

/** A sighting with what its source is called and the words of its row. Instants in epoch milliseconds. */
export interface ClientSighting extends Sighting {
  /** Its own, or one that was merged into it. */
  clientId: number;
  importId: number | null;
  fileName: string | null;
  /** `newest_date`: the import's file does not say when it was made, so `observedAt` is the earliest it can be. */
  exportedAtBasis: string | null;
  /** The row's own words, by name. */
  descriptive: Record<string, unknown>;
}

interface ImportName {
  id: number;
  fileName: string;
  exportedAtBasis: string | null;
}

/** What sightings weigh up to by themselves, without any release. */
export type OwnFacts = Omit<Facts, "connectedOldAt">;

/** The sightings of the client and of what was merged into it, the newest first, and what they weigh up to, each by itself. */
export async function loadEvidence(
  db: Sql,
  { id, applianceId }: { id: number; applianceId: number },
): Promise<{ facts: OwnFacts; sightings: ClientSighting[] }> {
  const { rows: merged } = await db.query<{ id: number }>(
    "SELECT id FROM client WHERE merged_into_id = $1 ORDER BY id",
    [id],
  );
  const ids = [id, ...merged.map((entry) => entry.id)];
  const found = await sightingsOf(db, applianceId, ids);
  const { rows: imports } = await db.query<ImportName>(
    `SELECT id, file_name AS "fileName", exported_at_basis AS "exportedAtBasis" FROM import WHERE appliance_id = $1`,
    [applianceId],
  );
  const names = new Map(imports.map((named) => [named.id, named]));
  const factsOf = (clientId: number) => weigh((found.get(clientId) ?? []).map(({ sighting }) => sighting));
  const { connectedOldAt: _, ...facts } = mergeFacts([
    factsOf(id),
    ...merged.map((entry) => factsOf(entry.id)),
  ]);
  return {
    facts,
    sightings: [...found.values()]
      .flat()
      .sort((a, b) => byObservation(b.sighting, a.sighting))
      .map((stored) => named(stored, names)),
  };
}

function named(stored: StoredSighting, imports: ReadonlyMap<number, ImportName>): ClientSighting {
  const { clientId, sighting, said, basis, more } = stored;
  const importId = sighting.source.type === "import" ? sighting.source.importId : null;
  const from = importId === null ? undefined : imports.get(importId);
  return {
    ...sighting,
    clientId,
    importId,
    fileName: from?.fileName ?? null,
    exportedAtBasis: from?.exportedAtBasis ?? null,
    descriptive: { ...toSaid(said), identityBasis: basis, ...more },
  };
}
