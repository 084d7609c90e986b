/** Takes single observations in: the door for what is no list (a person's word, what feeds say of single clients). */
import type { ClientKind } from "@/lib/core/client";
import { addSighting, type Facts, isNewest, saysNothingNew } from "@/lib/core/evidence";
import { readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { loadNewest, type NewestByKind } from "./newest";
import {
  factColumns,
  type NowFacts,
  readNowFacts,
  sameNowFacts,
  sourcesIn,
  toFacts,
  toNowFacts,
} from "./now-row";
import type { GroupMove } from "./record/describe-rows";
import { writeNow } from "./record/weigh-rows";
import {
  extendRuns,
  insertRuns,
  loadRuns,
  mayMoveOn,
  moveRunOn,
  newRun,
  numberRuns,
  type SightingRun,
  type SingleSighting,
  saysAsRun,
} from "./sighting-runs";
import { loadTimesOf } from "./source-times";
import { weighClients } from "./weigh-clients";
import { loadWeighedFrom } from "./weighed-from";

/** What became of single observations. */
export interface RecordedSightings {
  /** Clients of which something else is known now. */
  changed: number[];
  /** Observations that said nothing new: the same feed said so of that time already. */
  repeated: number;
  moved: GroupMove[];
}

/**
 * Writes them and brings what is known of their clients up to date; the caller holds the evidence lock. `feedId` null: a person's word.
 * Observations of a feed that say the same one after the other are one row whose time moves on. Only for what is older than the
 * newest that is known, and might change it, everything is weighed again.
 */
export async function recordSightings(
  tx: Tx,
  applianceId: number,
  feedId: number | null,
  sightings: readonly SingleSighting[],
): Promise<RecordedSightings> {
  if (sightings.length === 0) return { changed: [], repeated: 0, moved: [] };
  await lockFacts(tx, applianceId);
  const newest = await loadNewest(tx, applianceId);
  const clients = await loadClients(tx, applianceId, newest, sightings);
  const runs = feedId === null ? new Map() : await loadRuns(tx, feedId, [...clients.keys()]);
  const adding = new Adding(feedId, clients, runs, await loadWeighedFrom(tx, applianceId));
  for (const sighting of [...sightings].sort((a, b) => a.observedAt - b.observedAt)) adding.add(sighting);
  await numberRuns(tx, adding.added);
  await insertRuns(tx, adding.added);
  await extendRuns(tx, [...adding.extended]);
  const now = [...clients].flatMap(([clientId, { facts, kind, row }]) => {
    if (adding.behind.has(clientId)) return [];
    const next = toNowFacts(facts, false, newest.get(kind) ?? null);
    return sameNowFacts(row, next) ? [] : [{ clientId, now: next }];
  });
  await writeNow(tx, now);
  const behind = [...adding.behind];
  const owners = behind.flatMap((id) => clients.get(id)?.ownerId ?? []);
  const moved = await weighClients(tx, applianceId, [...behind, ...owners]);
  const changed = [...new Set([...now.map(({ clientId }) => clientId), ...behind, ...owners])];
  return { changed, repeated: adding.repeated, moved };
}

/** A client while observations are added to what is known of it. */
interface ClientNow {
  kind: ClientKind;
  row: NowFacts;
  facts: Facts;
  /** It was merged into this one. */
  ownerId: number | null;
  /** It is one of several entries of a client: what is known of that is weighed from all of them. */
  isMerged: boolean;
}

/** Adds observations one after the other, the oldest first: which rows there are to be, and what is known then. */
class Adding {
  readonly added: SightingRun[] = [];
  readonly extended = new Set<SightingRun>();
  /** Who has to be weighed by everything. */
  readonly behind = new Set<number>();
  repeated = 0;

  constructor(
    private readonly feedId: number | null,
    private readonly clients: ReadonlyMap<number, ClientNow>,
    private readonly runs: Map<number, SightingRun>,
    private readonly releasedAt: number | null,
  ) {}

  add(sighting: SingleSighting): void {
    const { clientId, observedAt } = sighting;
    const client = this.clients.get(clientId);
    if (!client) return;
    const run = this.runs.get(clientId);
    if (run && saysAsRun(run, sighting)) {
      if (run.firstObservedAt <= observedAt && observedAt <= run.observedAt) {
        this.repeated++;
        return;
      }
      const isNext = client.facts.newestObservedAt === run.observedAt && observedAt > run.observedAt;
      if (isNext && mayMoveOn(run, observedAt, this.releasedAt)) {
        moveRunOn(run, sighting);
        if (run.isStored) this.extended.add(run);
        this.weigh(client, run);
        return;
      }
    }
    const one = newRun(this.feedId, sighting);
    this.added.push(one);
    if (!run || run.observedAt < observedAt) this.runs.set(clientId, one);
    this.weigh(client, one);
  }

  private weigh(client: ClientNow, run: SightingRun): void {
    if (client.isMerged) this.behind.add(run.clientId);
    else if (isNewest(client.facts, run)) client.facts = addSighting(client.facts, run, this.releasedAt);
    else if (!saysNothingNew(client.facts, run)) this.behind.add(run.clientId);
  }
}

/** Takes the clients' rows, so that what is known of them stays until it is written; whoever has none yet gets one. */
async function loadClients(
  tx: Tx,
  applianceId: number,
  newest: NewestByKind,
  sightings: readonly SingleSighting[],
): Promise<Map<number, ClientNow>> {
  const kinds = new Map(sightings.map(({ clientId, kind }) => [clientId, kind]));
  const rows = await takeRows(tx, [...kinds.keys()]);
  const fresh = [...kinds.keys()].filter((id) => !rows.has(id));
  if (fresh.length > 0) {
    await tx.query(
      `INSERT INTO client_now (client_id, appliance_id, kind)
       SELECT s.client_id, $1::int, s.kind FROM unnest($2::int[], $3::text[]) AS s(client_id, kind)
       ON CONFLICT DO NOTHING`,
      [applianceId, fresh, fresh.map((id) => kinds.get(id))],
    );
    for (const [id, row] of await takeRows(tx, fresh)) rows.set(id, row);
  }
  const timeOf = await loadTimesOf(tx, [...new Set([...rows.values()].flatMap(({ row }) => sourcesIn(row)))]);
  const { ownerOf, owners } = await loadMerges(tx, applianceId);
  return new Map(
    [...rows].map(([id, { kind, row }]) => [
      id,
      {
        kind,
        row,
        facts: toFacts(row, newest.get(kind) ?? null, timeOf),
        ownerId: ownerOf.get(id) ?? null,
        isMerged: ownerOf.has(id) || owners.has(id),
      },
    ]),
  );
}

async function takeRows(
  tx: Tx,
  ids: readonly number[],
): Promise<Map<number, { kind: ClientKind; row: NowFacts }>> {
  const which = `client_id = ANY('{${ids.join(",")}}'::int[])`;
  await tx.query(
    `WITH taken AS MATERIALIZED (SELECT 1 FROM client_now WHERE ${which} ORDER BY client_id FOR NO KEY UPDATE)
     SELECT count(*) FROM taken`,
  );
  const found = new Map<number, { kind: ClientKind; row: NowFacts }>();
  await readBinary(
    tx,
    `SELECT client_id, kind, ${factColumns.join(", ")} FROM client_now WHERE ${which}`,
    (row) => {
      const id = row.int() ?? 0;
      found.set(id, { kind: row.text() as ClientKind, row: readNowFacts(row) });
    },
  );
  return found;
}

/** Who of the appliance's clients was merged into whom. */
async function loadMerges(
  tx: Tx,
  applianceId: number,
): Promise<{ ownerOf: Map<number, number>; owners: Set<number> }> {
  const { rows } = await tx.query<{ id: number; ownerId: number }>(
    'SELECT id, merged_into_id AS "ownerId" FROM client WHERE appliance_id = $1 AND merged_into_id IS NOT NULL',
    [applianceId],
  );
  return {
    ownerOf: new Map(rows.map(({ id, ownerId }) => [id, ownerId])),
    owners: new Set(rows.map(({ ownerId }) => ownerId)),
  };
}
