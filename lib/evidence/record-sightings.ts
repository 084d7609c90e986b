/** Takes single observations in: the door for what is no list (a person's word, what feeds say of single clients). */
import type { ClientKind } from "@/lib/core/client";
import { addSighting, type Facts, isNewest, type Sighting, saysNothingNew } from "@/lib/core/evidence";
import type { Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { loadNewest, type NewestByKind } from "./newest";
import {
  factsOfRow,
  type NowFacts,
  nowFactsColumn,
  sameNowFacts,
  sourceTimesColumn,
  toNowFacts,
} from "./now-row";
import { singleSource } from "./read-sightings";
import type { GroupMove } from "./record/describe-rows";
import { writeNow } from "./record/weigh-rows";
import {
  extendRuns,
  insertRuns,
  loadRuns,
  moveRunOn,
  newRun,
  type SightingRun,
  type SingleSighting,
  saysAsRun,
  takeSightingIds,
} from "./sighting-runs";
import { weighClients } from "./weigh-clients";

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
  await registerNow(tx, applianceId, sightings);
  const newest = await loadNewest(tx, applianceId);
  const clients = await loadClients(tx, newest, [...new Set(sightings.map(({ clientId }) => clientId))]);
  const runs = feedId === null ? new Map() : await loadRuns(tx, feedId, [...clients.keys()]);
  const adding = new Adding(feedId, clients, runs, await takeSightingIds(tx, sightings.length));
  for (const sighting of [...sightings].sort((a, b) => a.observedAt - b.observedAt)) adding.add(sighting);
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
    private readonly ids: number[],
  ) {}

  add(sighting: SingleSighting): void {
    const { clientId, observedAt } = sighting;
    const client = this.clients.get(clientId);
    if (!client) return;
    const run = this.runs.get(clientId);
    if (run && saysAsRun(run, sighting)) {
      if (run.firstAt <= observedAt && observedAt <= run.observedAt) {
        this.repeated++;
        return;
      }
      if (client.facts.newestObservedAt === run.observedAt && observedAt > run.observedAt) {
        moveRunOn(run, sighting);
        if (run.isStored) this.extended.add(run);
        this.weigh(client, run);
        return;
      }
    }
    const one = newRun(this.ids.pop() as number, this.feedId, sighting);
    this.added.push(one);
    if (!run || run.observedAt < observedAt) this.runs.set(clientId, one);
    this.weigh(client, one);
  }

  private weigh(client: ClientNow, run: SightingRun): void {
    const sighting: Sighting = { ...run, source: singleSource(run.id, run.feedId), unreadable: null };
    if (client.isMerged) this.behind.add(run.clientId);
    else if (isNewest(client.facts, sighting)) client.facts = addSighting(client.facts, sighting);
    else if (!saysNothingNew(client.facts, sighting)) this.behind.add(run.clientId);
  }
}

async function registerNow(tx: Tx, applianceId: number, sightings: readonly SingleSighting[]): Promise<void> {
  await tx.query(
    `INSERT INTO client_now (client_id, appliance_id, kind)
     SELECT DISTINCT s.client_id, $1::int, s.kind FROM unnest($2::int[], $3::text[]) AS s(client_id, kind)
     ON CONFLICT DO NOTHING`,
    [applianceId, sightings.map(({ clientId }) => clientId), sightings.map(({ kind }) => kind)],
  );
}

interface ClientRow {
  id: number;
  kind: ClientKind;
  ownerId: number | null;
  isOwner: boolean;
  now: NowFacts;
  sourceTimes: Record<string, number> | null;
}

/** Takes the clients' rows, so that what is known of them stays until it is written. */
async function loadClients(
  tx: Tx,
  newest: NewestByKind,
  ids: readonly number[],
): Promise<Map<number, ClientNow>> {
  await tx.query(
    "SELECT 1 FROM client_now WHERE client_id = ANY($1::int[]) ORDER BY client_id FOR NO KEY UPDATE",
    [ids],
  );
  const { rows } = await tx.query<ClientRow>(
    `SELECT c.id, c.kind, c.merged_into_id AS "ownerId",
            EXISTS (SELECT 1 FROM client e WHERE e.merged_into_id = c.id) AS "isOwner",
            ${nowFactsColumn("n")} AS now, ${sourceTimesColumn("n")} AS "sourceTimes"
       FROM client c JOIN client_now n ON n.client_id = c.id WHERE c.id = ANY($1::int[])`,
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        kind: row.kind,
        row: row.now,
        facts: factsOfRow(row, newest.get(row.kind) ?? null),
        ownerId: row.ownerId,
        isMerged: row.ownerId !== null || row.isOwner,
      },
    ]),
  );
}
