/**
 * Rows of single observations. A feed that says the same of a client again and again makes one row: from `firstObservedAt` to `observedAt`.
 */
import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import type { Sighting } from "@/lib/core/evidence";
import { copyBinary, readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { type SingleSource, singleSource } from "./read-sightings";
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

/** A row of `sighting`. A new one, and the facts that rest on it, have their number from `numberRuns`. */
export interface SightingRun extends Sighting {
  source: SingleSource;
  firstObservedAt: number;
  clientId: number;
  feedId: number | null;
  said: Description | null;
  basis: IdentityBasis | null;
  more: Record<string, unknown>;
  isStored: boolean;
}

/** The run that an observation begins. */
export function newRun(feedId: number | null, sighting: SingleSighting): SightingRun {
  return {
    source: singleSource(0, feedId),
    clientId: sighting.clientId,
    feedId,
    firstObservedAt: sighting.observedAt,
    observedAt: sighting.observedAt,
    earliestAt: sighting.earliestAt,
    connectedAt: sighting.connectedAt,
    connectedFromAt: sighting.connectedFromAt,
    online: sighting.online,
    needsUpdate: sighting.needsUpdate,
    needsUpdateUnread: sighting.needsUpdateUnread,
    connectionType: sighting.connectionType,
    availability: sighting.availability,
    unreadable: null,
    said: sighting.said,
    basis: sighting.basis,
    more: sighting.more,
    isStored: false,
  };
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

/**
 * Whether a run may move on to `observedAt`: not past the installation of the release that is going out (`releasedAt`) if it began
 * before that, so that it is known when the client was seen first after it (rule 17).
 */
export function mayMoveOn(run: SightingRun, observedAt: number, releasedAt: number | null): boolean {
  return releasedAt === null || run.firstObservedAt > releasedAt || observedAt <= releasedAt;
}

/** Moves the run on to a newer observation that says the same. */
export function moveRunOn(run: SightingRun, { observedAt, more }: SingleSighting): void {
  if (run.connectedAt === run.observedAt) run.connectedAt = observedAt;
  run.observedAt = observedAt;
  run.more = more;
}

/** Gives new runs their numbers, and no more than there are: a feed that says the same for years uses none up. */
export async function numberRuns(tx: Tx, runs: readonly SightingRun[]): Promise<void> {
  if (runs.length === 0) return;
  let place = 0;
  await readBinary(
    tx,
    `WITH ids AS MATERIALIZED (SELECT pg_get_serial_sequence('sighting', 'id')::regclass AS sequence)
     SELECT nextval(ids.sequence)::int FROM ids, generate_series(1, ${runs.length})`,
    (row) => {
      (runs[place++] as SightingRun).source.sightingId = row.int() ?? 0;
    },
  );
}

/** The newest run of a feed for each of these clients. */
export async function loadRuns(
  tx: Tx,
  feedId: number,
  clientIds: readonly number[],
): Promise<Map<number, SightingRun>> {
  const runs = new Map<number, SightingRun>();
  await readBinary(
    tx,
    `SELECT DISTINCT ON (client_id) id, client_id, COALESCE(first_at, observed_at), observed_at, earliest_at, connected_at,
            connected_from_at, online, needs_update, needs_update_unread, connection_type, availability
       FROM sighting WHERE client_id = ANY('{${clientIds.join(",")}}'::int[]) AND feed_id = ${feedId}
      ORDER BY client_id, observed_at DESC, id DESC`,
    (row) => {
      const run: SightingRun = {
        source: singleSource(row.int() ?? 0, feedId),
        clientId: row.int() ?? 0,
        feedId,
        firstObservedAt: row.instant() ?? 0,
        observedAt: row.instant() ?? 0,
        earliestAt: row.instant(),
        connectedAt: row.instant(),
        connectedFromAt: row.instant(),
        online: row.bool(),
        needsUpdate: row.bool(),
        needsUpdateUnread: row.bool() === true,
        connectionType: row.text() as ConnectionType | null,
        availability: row.text() as Availability | null,
        unreadable: null,
        said: null,
        basis: null,
        more: {},
        isStored: true,
      };
      runs.set(run.clientId, run);
    },
  );
  return runs;
}

const columns = [
  "id",
  "client_id",
  "source",
  "feed_id",
  "first_at",
  "observed_at",
  "earliest_at",
  "connected_at",
  "connected_from_at",
  "online",
  "needs_update",
  "needs_update_unread",
  "connection_type",
  "availability",
  "descriptive",
];

/** Writes new runs. */
export async function insertRuns(tx: Tx, runs: readonly SightingRun[]): Promise<void> {
  if (runs.length === 0) return;
  await copyBinary(tx, `sighting (${columns.join(", ")})`, function* (rows) {
    for (const run of runs) {
      rows.row(columns.length);
      rows.int4(run.source.sightingId);
      rows.int4(run.clientId);
      rows.text(run.source.type);
      rows.int4(run.feedId);
      rows.instant(run.firstObservedAt === run.observedAt ? null : run.firstObservedAt);
      rows.instant(run.observedAt);
      rows.instant(run.earliestAt);
      rows.instant(run.connectedAt);
      rows.instant(run.connectedFromAt);
      rows.bool(run.online);
      rows.bool(run.needsUpdate);
      rows.bool(run.needsUpdateUnread);
      rows.text(run.connectionType);
      rows.text(run.availability);
      rows.jsonb(JSON.stringify(descriptiveOf(run)));
      yield undefined;
    }
  });
}

function descriptiveOf({ said, basis, more }: SightingRun): Record<string, unknown> {
  if (said === null && basis === null) return more;
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
    "CREATE TEMP TABLE IF NOT EXISTS run_extended (id integer, observed_at timestamptz, more jsonb) ON COMMIT DELETE ROWS",
  );
  await tx.query("TRUNCATE run_extended");
  await copyBinary(tx, "run_extended (id, observed_at, more)", function* (rows) {
    for (const { source, observedAt, more } of runs) {
      rows.row(3);
      rows.int4(source.sightingId);
      rows.instant(observedAt);
      rows.jsonb(JSON.stringify(more));
      yield undefined;
    }
  });
  await tx.query(
    `UPDATE sighting s SET first_at = COALESCE(s.first_at, s.observed_at), observed_at = r.observed_at,
                           connected_at = CASE WHEN s.connected_at = s.observed_at THEN r.observed_at ELSE s.connected_at END,
                           descriptive = s.descriptive || r.more
       FROM run_extended r WHERE s.id = r.id`,
  );
}
