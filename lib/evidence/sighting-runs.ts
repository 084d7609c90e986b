/**
 * Rows of single observations. A feed that says the same of a client again and again makes one row: from `firstAt` to `observedAt`.
 */
import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import { copyRows } from "@/lib/platform/copy";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { toSaid } from "./said";
import type { IdentityBasis } from "./says";

/** What an observation says of a client's state. Instants in epoch milliseconds; `null`: it does not say. */
interface Says {
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
}

/** One observation of a client that is registered. */
export interface SingleSighting extends Says {
  clientId: number;
  kind: ClientKind;
  observedAt: number;
  earliestAt: number | null;
  /** Of a client that is registered by it; what is known already is described by lists. */
  said: Description | null;
  basis: IdentityBasis | null;
  /** What else is to be known of it (who said so, the record itself). */
  more: Record<string, unknown>;
}

/** A row of `sighting`. */
export interface SightingRun extends Says {
  id: number;
  clientId: number;
  feedId: number | null;
  firstAt: number;
  observedAt: number;
  earliestAt: number | null;
  said: Description | null;
  basis: IdentityBasis | null;
  more: Record<string, unknown>;
  isStored: boolean;
}

/** The run that an observation begins. */
export function newRun(id: number, feedId: number | null, sighting: SingleSighting): SightingRun {
  const { kind: _, ...facts } = sighting;
  return { ...facts, id, feedId, firstAt: sighting.observedAt, isStored: false };
}

const words = [
  "connectedFromAt",
  "online",
  "needsUpdate",
  "needsUpdateUnread",
  "connectionType",
  "availability",
] as const satisfies readonly (keyof Says)[];

/** Whether an observation says just what the run says: "connected at the time of the observation" is the same whenever that is. */
export function saysAsRun(run: SightingRun, sighting: SingleSighting): boolean {
  const isSameConnection =
    run.connectedAt === run.observedAt
      ? sighting.connectedAt === sighting.observedAt
      : run.connectedAt === sighting.connectedAt;
  return sighting.said === null && isSameConnection && words.every((word) => run[word] === sighting[word]);
}

/** Moves the run on to a newer observation that says the same. */
export function moveRunOn(run: SightingRun, { observedAt, more }: SingleSighting): void {
  if (run.connectedAt === run.observedAt) run.connectedAt = observedAt;
  run.observedAt = observedAt;
  run.more = more;
}

/** Ids for so many rows. */
export async function takeSightingIds(tx: Tx, count: number): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT nextval(pg_get_serial_sequence('sighting', 'id'))::int AS id FROM generate_series(1, $1::int)",
    [count],
  );
  return rows.map(({ id }) => id).reverse();
}

/** The newest run of a feed for each of these clients. */
export async function loadRuns(
  tx: Tx,
  feedId: number,
  clientIds: readonly number[],
): Promise<Map<number, SightingRun>> {
  const { rows } = await tx.query<Omit<SightingRun, "said" | "basis" | "more" | "isStored">>(
    `SELECT DISTINCT ON (client_id) id, client_id AS "clientId", feed_id AS "feedId",
            COALESCE(first_at, observed_at) AS "firstAt", observed_at AS "observedAt", earliest_at AS "earliestAt",
            connected_at AS "connectedAt", connected_from_at AS "connectedFromAt", online, needs_update AS "needsUpdate",
            needs_update_unread AS "needsUpdateUnread", connection_type AS "connectionType", availability
       FROM sighting WHERE client_id = ANY($2::int[]) AND feed_id = $1
      ORDER BY client_id, observed_at DESC, id DESC`,
    [feedId, clientIds],
  );
  return new Map(
    rows.map((row) => [row.clientId, { ...row, said: null, basis: null, more: {}, isStored: true }]),
  );
}

/** Writes new runs. */
export async function insertRuns(tx: Tx, runs: readonly SightingRun[]): Promise<void> {
  if (runs.length === 0) return;
  await copyRows(
    tx,
    `sighting (id, client_id, source, feed_id, first_at, observed_at, earliest_at, connected_at, connected_from_at, online,
               needs_update, needs_update_unread, connection_type, availability, descriptive)`,
    runs.map((run) => [
      run.id,
      run.clientId,
      run.feedId === null ? "person" : "feed",
      run.feedId,
      run.firstAt === run.observedAt ? null : asTimestamp(run.firstAt),
      asTimestamp(run.observedAt),
      asTimestamp(run.earliestAt),
      asTimestamp(run.connectedAt),
      asTimestamp(run.connectedFromAt),
      run.online,
      run.needsUpdate,
      run.needsUpdateUnread,
      run.connectionType,
      run.availability,
      JSON.stringify(descriptiveOf(run)),
    ]),
  );
}

function descriptiveOf({ said, basis, more }: SightingRun): Record<string, unknown> {
  return {
    ...(said === null ? {} : toSaid(said)),
    ...(basis === null ? {} : { identityBasis: basis }),
    ...more,
  };
}

/** Moves the time of runs on; what they were registered by stays. */
export async function extendRuns(tx: Tx, runs: readonly SightingRun[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.query(
    `UPDATE sighting s SET first_at = COALESCE(s.first_at, s.observed_at), observed_at = r.observed_at,
                           connected_at = CASE WHEN s.connected_at = s.observed_at THEN r.observed_at ELSE s.connected_at END,
                           descriptive = s.descriptive || r.more
       FROM unnest($1::int[], $2::timestamptz[], $3::jsonb[]) AS r(id, observed_at, more) WHERE s.id = r.id`,
    [
      runs.map(({ id }) => id),
      runs.map(({ observedAt }) => asTimestamp(observedAt)),
      runs.map(({ more }) => JSON.stringify(more)),
    ],
  );
}
