/** The one look at every queued member of a rollout: who wants a slot since when, and what they would be in observe mode. */
import { judgeAsObserved, type ObservedBasis } from "@/lib/core/as-observed";
import type { QueuedGroup } from "@/lib/core/attention";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { Facts } from "@/lib/core/evidence";
import { newestSnapshots } from "@/lib/evidence/newest";
import { factsOfRow, type NowFacts, nowFactsColumn, sourceTimesColumn } from "@/lib/evidence/now-row";
import { prepared, type Sql } from "@/lib/platform/db";
import { isUnread } from "./expected";
import { fleetShare, keptReading, type Reading } from "./kept-readings";
import type { RolloutBasis } from "./store";

export interface QueuedReading {
  /** Members that want a slot and hold none, by what decides whether they may have one. */
  groups: QueuedGroup[];
  /** How many of them would be overdue in observe mode. */
  overdue: number;
  /** How many of each kind would wait past their due time with no look since. */
  unknown: Map<ClientKind, number>;
  /** How many would wait because a row, or a word of it, could not be read. */
  unread: number;
}

/** Reads it, kept as `keptReading` says. `revision` is how things stand now (`liveStanding`). */
export function readQueued(db: Sql, basis: RolloutBasis, revision: string): Promise<Reading<QueuedReading>> {
  return keptReading(db, `queued ${basis.id}`, revision, fleetShare, (now) => lookAtQueued(db, basis, now));
}

interface QueuedRow {
  clientId: number;
  kind: ClientKind;
  group: string | null;
  wave: number | null;
  sinceAt: number;
  facts: Facts;
}

interface StoredRow extends Omit<QueuedRow, "facts"> {
  now: NowFacts;
  sourceTimes: Record<string, number> | null;
  importId: number | null;
  exportedAt: number | null;
}

/** So that neither memory nor the event loop feels a large queue. */
const pageSize = 2_000;

async function lookAtQueued(db: Sql, basis: RolloutBasis, now: number): Promise<QueuedReading> {
  const groups = new Map<string, QueuedGroup>();
  const bases = new Map(clientKinds.map((kind) => [kind, basisOf(basis, kind)]));
  const reading: QueuedReading = { groups: [], overdue: 0, unknown: new Map(), unread: 0 };
  for (let after = 0; ; ) {
    const rows = await loadPage(db, basis, after);
    for (const row of rows) {
      addToGroup(groups, row);
      addAsObserved(reading, bases.get(row.kind) ?? basisOf(basis, row.kind), row, now);
    }
    if (rows.length < pageSize) break;
    after = rows.at(-1)?.clientId ?? after;
  }
  return { ...reading, groups: [...groups.values()] };
}

async function loadPage(db: Sql, { id, applianceId }: RolloutBasis, after: number): Promise<QueuedRow[]> {
  const { rows } = await db.query<StoredRow>(
    prepared(`WITH newest AS (${newestSnapshots("i.appliance_id = $3")})
     SELECT q.client_id AS "clientId", c.kind, c.group_name AS "group", q.wave, n.state_since AS "sinceAt",
            ${nowFactsColumn("n")} AS now, ${sourceTimesColumn("n")} AS "sourceTimes",
            newest.import_id AS "importId", newest.exported_at AS "exportedAt"
       FROM queue_place q JOIN client_now n ON n.client_id = q.client_id JOIN client c ON c.id = q.client_id
       LEFT JOIN newest ON newest.kind = c.kind
      WHERE q.rollout_id = $1 AND q.client_id > $2
        AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.client_id = q.client_id AND s.ended_at IS NULL)
      ORDER BY q.client_id LIMIT ${pageSize}`),
    [id, after, applianceId],
  );
  return rows.map(({ importId, exportedAt, ...row }) => ({
    ...row,
    facts: factsOfRow(row, importId === null || exportedAt === null ? null : { importId, exportedAt }),
  }));
}

function addToGroup(groups: Map<string, QueuedGroup>, { kind, group, wave, sinceAt }: QueuedRow): void {
  const key = JSON.stringify([wave, kind, group]);
  const known = groups.get(key);
  if (!known) groups.set(key, { kind, group, wave, clients: 1, sinceAt });
  else {
    known.clients++;
    known.sinceAt = Math.min(known.sinceAt, sinceAt);
  }
}

function basisOf({ release, siteReleases, policy, looks }: RolloutBasis, kind: ClientKind): ObservedBasis {
  const look = looks.get(kind);
  return { release, siteReleases, policy, look: { hasSource: look !== undefined, at: look?.lookAt ?? null } };
}

function addAsObserved(
  reading: QueuedReading,
  basis: ObservedBasis,
  { kind, facts }: QueuedRow,
  now: number,
): void {
  const { state, code } = judgeAsObserved(kind, facts, basis, now);
  if (state === "overdue") reading.overdue++;
  else if (code === "no_data_since_due") reading.unknown.set(kind, (reading.unknown.get(kind) ?? 0) + 1);
  else if (isUnread(code)) reading.unread++;
}
