/**
 * What is known of a client, as `client_now` holds it: narrow, and relative to the newest snapshot of its kind. What that
 * snapshot says itself has neither source nor time in the row, so a client that is simply there again costs no write. What another source says has its time from `import` or `sighting`.
 */
import type { Availability, ConnectionType } from "@/lib/core/client";
import { type Dated, type EvidenceSource, type Facts, noFacts } from "@/lib/core/evidence";
import type { RowReader, RowWriter } from "@/lib/platform/copy-binary";
import type { Newest } from "./newest";

/** The columns of `client_now` that hold facts. Instants in epoch milliseconds; sources as the table says. */
export interface NowFacts {
  /** Something is known of it, and it is not merged into another. */
  stands: boolean;
  firstEvidenceAt: number | null;
  observedAt: number | null;
  seen: boolean;
  lastConnectedAt: number | null;
  lastConnectedSource: number | null;
  connectedFromAt: number | null;
  isCurrent: boolean;
  currentAt: number | null;
  connectedOldAt: number | null;
  online: boolean | null;
  onlineSource: number | null;
  needsUpdate: boolean | null;
  needsUpdateSource: number | null;
  needsUpdateUnread: boolean;
  needsUpdateUnreadSource: number | null;
  behindSinceAt: number | null;
  connectionType: ConnectionType | null;
  connectionTypeSource: number | null;
  availability: Availability | null;
  availabilitySource: number | null;
  unreadable: boolean;
  unreadableColumn: string | null;
  unreadableSource: number | null;
}

/** When what a source said was observed. @throws Error for a source that nobody knows */
export type TimeOf = (source: number) => number;

/** An import's id above zero, a single sighting's below. */
export function sourceNumber(source: EvidenceSource): number {
  return source.type === "import" ? source.importId : -source.sightingId;
}

/** The source of a number; which line of an import it is, and whether a feed said it, `withLines` looks up. */
export function sourceOf(number: number): EvidenceSource {
  return number > 0
    ? { type: "import", importId: number, line: null }
    : { type: "person", sightingId: -number };
}

/** The source of a fact; null: the newest snapshot. */
function sourceBeside(dated: Dated<unknown> | null, newestId: number | null): number | null {
  if (dated === null) return null;
  const number = sourceNumber(dated.source);
  return number === newestId ? null : number;
}

/** The row of facts while `newest` is the newest snapshot of the client's kind. */
export function toNowFacts(facts: Facts, isMerged: boolean, newest: Newest | null): NowFacts {
  const newestId = newest === null ? null : newest.importId;
  const { lastConnected } = facts;
  const lastConnectedSource = sourceBeside(lastConnected, newestId);
  // Online in that snapshot: the instant is the snapshot's own.
  const isOpen =
    lastConnected !== null && lastConnectedSource === null && lastConnected.value === newest?.exportedAt;
  const isCurrent = lastConnected !== null && facts.currentAt === lastConnected.value;
  return {
    stands: facts.firstEvidenceAt !== null && !isMerged,
    firstEvidenceAt: facts.firstEvidenceAt,
    observedAt: facts.newestObservedAt === newest?.exportedAt ? null : facts.newestObservedAt,
    seen: lastConnected !== null,
    lastConnectedAt: lastConnected === null || isOpen ? null : lastConnected.value,
    lastConnectedSource,
    connectedFromAt: facts.connectedFromAt,
    isCurrent,
    currentAt: isCurrent ? null : facts.currentAt,
    connectedOldAt: facts.connectedOldAt,
    online: facts.online === null ? null : facts.online.value,
    onlineSource: sourceBeside(facts.online, newestId),
    needsUpdate: facts.needsUpdate === null ? null : facts.needsUpdate.value,
    needsUpdateSource: sourceBeside(facts.needsUpdate, newestId),
    needsUpdateUnread: facts.needsUpdateUnread !== null,
    needsUpdateUnreadSource: sourceBeside(facts.needsUpdateUnread, newestId),
    behindSinceAt: facts.behindSinceAt,
    connectionType: facts.connectionType === null ? null : facts.connectionType.value,
    connectionTypeSource: sourceBeside(facts.connectionType, newestId),
    availability: facts.availability === null ? null : facts.availability.value,
    availabilitySource: sourceBeside(facts.availability, newestId),
    unreadable: facts.unreadable !== null,
    unreadableColumn: facts.unreadable === null ? null : facts.unreadable.value.column,
    unreadableSource: sourceBeside(facts.unreadable, newestId),
  };
}

/** A fact with its source. @throws Error where it rests on a newest snapshot and there is none */
function datedBy<T>(value: T, source: number | null, newest: Newest | null, timeOf: TimeOf): Dated<T> {
  if (source !== null) return { value, at: timeOf(source), source: sourceOf(source) };
  if (newest === null) throw new Error("a fact rests on a newest snapshot, and there is none");
  return { value, at: newest.exportedAt, source: sourceOf(newest.importId) };
}

/** The facts of a row while `newest` is the newest snapshot of the client's kind. */
export function toFacts(row: NowFacts, newest: Newest | null, timeOf: TimeOf): Facts {
  if (row.firstEvidenceAt === null) return noFacts;
  const newestAt = newest === null ? null : newest.exportedAt;
  const { online, needsUpdate, connectionType, availability } = row;
  const lastConnected = row.seen
    ? datedBy(row.lastConnectedAt ?? newestAt ?? 0, row.lastConnectedSource, newest, timeOf)
    : null;
  return {
    firstEvidenceAt: row.firstEvidenceAt,
    newestObservedAt: row.observedAt ?? newestAt,
    lastConnected,
    connectedFromAt: row.connectedFromAt,
    currentAt: row.isCurrent ? (lastConnected === null ? null : lastConnected.value) : row.currentAt,
    connectedOldAt: row.connectedOldAt,
    online: online === null ? null : datedBy(online, row.onlineSource, newest, timeOf),
    needsUpdate: needsUpdate === null ? null : datedBy(needsUpdate, row.needsUpdateSource, newest, timeOf),
    needsUpdateUnread: row.needsUpdateUnread
      ? datedBy(true as const, row.needsUpdateUnreadSource, newest, timeOf)
      : null,
    behindSinceAt: row.behindSinceAt,
    connectionType:
      connectionType === null ? null : datedBy(connectionType, row.connectionTypeSource, newest, timeOf),
    availability:
      availability === null ? null : datedBy(availability, row.availabilitySource, newest, timeOf),
    unreadable: row.unreadable
      ? datedBy({ column: row.unreadableColumn }, row.unreadableSource, newest, timeOf)
      : null,
  };
}

const names = {
  stands: "stands",
  firstEvidenceAt: "first_evidence_at",
  observedAt: "observed_at",
  seen: "seen",
  lastConnectedAt: "last_connected_at",
  lastConnectedSource: "last_connected_source",
  connectedFromAt: "connected_from_at",
  isCurrent: "is_current",
  currentAt: "current_at",
  connectedOldAt: "connected_old_at",
  online: "online",
  onlineSource: "online_source",
  needsUpdate: "needs_update",
  needsUpdateSource: "needs_update_source",
  needsUpdateUnread: "needs_update_unread",
  needsUpdateUnreadSource: "needs_update_unread_source",
  behindSinceAt: "behind_since_at",
  connectionType: "connection_type",
  connectionTypeSource: "connection_type_source",
  availability: "availability",
  availabilitySource: "availability_source",
  unreadable: "unreadable",
  unreadableColumn: "unreadable_column",
  unreadableSource: "unreadable_source",
} as const satisfies Record<keyof NowFacts, string>;

/** The columns of facts in `client_now`, in the order in which `readNowFacts` and `writeNowFacts` take them. */
export const factColumns: readonly string[] = Object.values(names);

/** The columns that name a source. */
export const sourceColumns: readonly string[] = factColumns.filter((column) => column.endsWith("_source"));

const sourceKeys = (Object.keys(names) as (keyof NowFacts)[]).filter((key): key is SourceKey =>
  key.endsWith("Source"),
);
type SourceKey = Extract<keyof NowFacts, `${string}Source`>;

/** The sources that a row names. */
export function sourcesIn(now: NowFacts): number[] {
  const sources: number[] = [];
  for (const key of sourceKeys) {
    const source = now[key];
    if (source !== null) sources.push(source);
  }
  return sources;
}

/** SQL over `client_now n`: its last connection; `newestAt`: when the newest snapshot of its kind was exported. */
export const lastSeen = (n: string, newestAt: string) =>
  `CASE WHEN ${n}.seen THEN COALESCE(${n}.last_connected_at, ${newestAt}) END`;

/** SQL over `client_now n`: the sources of what is known, and those of what a check-in was proven by, one after the other. */
export function namedSources(n: string): string {
  return [...sourceColumns, "proof_source", "proof_needs_update_source"]
    .map((column) => `${n}.${column}`)
    .join(", ");
}

/** SQL over `client_now n`: one JSON object that is a `NowFacts`, but for its instants (`parseNowFacts`). */
export function nowFactsColumn(n: string): string {
  return `json_build_object(${Object.entries(names)
    .map(
      ([name, column]) =>
        `'${name}', ${/_at$/.test(column) ? `extract(epoch FROM ${n}.${column}) * 1000` : `${n}.${column}`}`,
    )
    .join(", ")})`;
}

/** SQL over `client_now n`: when what its sources said was observed, by source; null: it names none. */
export function sourceTimesColumn(n: string): string {
  const sources = sourceColumns.map((column) => `${n}.${column}`);
  return `(SELECT json_object_agg(t.source, t.at) FROM (
     SELECT id AS source, extract(epoch FROM exported_at) * 1000 AS at FROM import WHERE id IN (${sources.join(", ")})
     UNION ALL
     SELECT -id, extract(epoch FROM observed_at) * 1000 FROM sighting WHERE id IN (${sources.map((source) => `-${source}`).join(", ")})) t)`;
}

/** The facts of a row that was read with `nowFactsColumn` and `sourceTimesColumn`. */
export function factsOfRow(
  row: { now: NowFacts | null; sourceTimes: Record<string, number> | null },
  newest: Newest | null,
): Facts {
  if (row.now === null) return noFacts;
  return toFacts(row.now, newest, (source) => {
    const at = row.sourceTimes?.[source];
    if (at === undefined) throw new Error(`nobody knows when source ${source} was observed`);
    return at;
  });
}

/** Reads the columns of facts of a row that comes in binary. */
export function readNowFacts(row: RowReader): NowFacts {
  return {
    stands: row.bool() === true,
    firstEvidenceAt: row.instant(),
    observedAt: row.instant(),
    seen: row.bool() === true,
    lastConnectedAt: row.instant(),
    lastConnectedSource: row.int(),
    connectedFromAt: row.instant(),
    isCurrent: row.bool() === true,
    currentAt: row.instant(),
    connectedOldAt: row.instant(),
    online: row.bool(),
    onlineSource: row.int(),
    needsUpdate: row.bool(),
    needsUpdateSource: row.int(),
    needsUpdateUnread: row.bool() === true,
    needsUpdateUnreadSource: row.int(),
    behindSinceAt: row.instant(),
    connectionType: row.text() as ConnectionType | null,
    connectionTypeSource: row.int(),
    availability: row.text() as Availability | null,
    availabilitySource: row.int(),
    unreadable: row.bool() === true,
    unreadableColumn: row.text(),
    unreadableSource: row.int(),
  };
}

/** Writes them. */
export function writeNowFacts(row: RowWriter, now: NowFacts): void {
  row.bool(now.stands);
  row.instant(now.firstEvidenceAt);
  row.instant(now.observedAt);
  row.bool(now.seen);
  row.instant(now.lastConnectedAt);
  row.int4(now.lastConnectedSource);
  row.instant(now.connectedFromAt);
  row.bool(now.isCurrent);
  row.instant(now.currentAt);
  row.instant(now.connectedOldAt);
  row.bool(now.online);
  row.int4(now.onlineSource);
  row.bool(now.needsUpdate);
  row.int4(now.needsUpdateSource);
  row.bool(now.needsUpdateUnread);
  row.int4(now.needsUpdateUnreadSource);
  row.instant(now.behindSinceAt);
  row.text(now.connectionType);
  row.int4(now.connectionTypeSource);
  row.text(now.availability);
  row.int4(now.availabilitySource);
  row.bool(now.unreadable);
  row.text(now.unreadableColumn);
  row.int4(now.unreadableSource);
}

/** Whether two rows say the same. */
export function sameNowFacts(one: NowFacts, other: NowFacts): boolean {
  for (const key of keys) if (one[key] !== other[key]) return false;
  return true;
}

const keys = Object.keys(names) as (keyof NowFacts)[];
