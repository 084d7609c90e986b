/** Takes single observations in: the door for what is no list (a person's word; later feeds). */
import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import type { GroupMove } from "./record/describe-rows";
import { toSaid } from "./said";
import type { IdentityBasis } from "./says";
import { weighClients } from "./weigh-clients";

/** One observation of a client that is registered. Instants in epoch milliseconds; `null`: it does not say. */
export interface SingleSighting {
  clientId: number;
  kind: ClientKind;
  /** Who saw it: `person`. */
  source: string;
  observedAt: number;
  earliestAt: number | null;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  said: Description;
  basis: IdentityBasis;
  /** What else is to be known of it (who said so). */
  more: Record<string, string>;
}

/** Writes them and weighs their clients again; the caller holds the evidence lock. Returns those whose group is another one now. */
export async function recordSightings(
  tx: Tx,
  applianceId: number,
  sightings: readonly SingleSighting[],
): Promise<GroupMove[]> {
  for (const sighting of sightings) {
    await tx.query(
      `INSERT INTO sighting (client_id, source, observed_at, earliest_at, connected_at, connected_from_at, online, needs_update,
                             connection_type, availability, descriptive)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        sighting.clientId,
        sighting.source,
        asTimestamp(sighting.observedAt),
        asTimestamp(sighting.earliestAt),
        asTimestamp(sighting.connectedAt),
        asTimestamp(sighting.connectedFromAt),
        sighting.online,
        sighting.needsUpdate,
        sighting.connectionType,
        sighting.availability,
        JSON.stringify({ ...toSaid(sighting.said), identityBasis: sighting.basis, ...sighting.more }),
      ],
    );
    await tx.query(
      "INSERT INTO client_now (client_id, appliance_id, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [sighting.clientId, applianceId, sighting.kind],
    );
  }
  return weighClients(
    tx,
    applianceId,
    sightings.map(({ clientId }) => clientId),
  );
}
