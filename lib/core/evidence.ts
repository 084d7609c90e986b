/** How sightings of a client are weighed into what is known of it. The same facts come out whatever order they arrived in. */
import type { Availability, ConnectionType } from "./client";
import { isAfter } from "./instants";

/**
 * Where an observation came from, for people to look it up: an import and the line of its file, a person, or a record of a feed.
 * `isInferred`: the vendor does not state that the record is about this client; we conclude it. What the feed is called, and that it was
 * removed, is added for whoever reads it.
 */
export type EvidenceSource =
  | { type: "import"; importId: number; line: number | null }
  | { type: "person"; sightingId: number }
  | {
      type: "feed";
      sightingId: number;
      feedId: number;
      feedName?: string;
      feedRemoved?: true;
      isInferred?: true;
    };

/** A dated, sourced observation of one client. All instants in epoch milliseconds. */
export interface Sighting {
  /** The instant it speaks about: for an export, when the export was made. */
  observedAt: number;
  source: EvidenceSource;
  /** A feed, or a list that was found the same, said so again and again: since then. `null`: once. */
  firstObservedAt: number | null;
  /** The latest dated connection it shows (connect or disconnect date). */
  connectedAt: number | null;
  /** When the connection it shows last began, where it says so. */
  connectedFromAt: number | null;
  /** The oldest date in it; what makes a client part of a cohort. */
  earliestAt: number | null;
  /** Connected at `observedAt`? `null`: it does not say. */
  online: boolean | null;
  needsUpdate: boolean | null;
  /** It speaks of an update need in a word that nobody can read: what it shows proves no check-in. */
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  /** It only shows that the client was listed: its row could not be read (all else is null). `column`: what could not. */
  unreadable: { column: string | null } | null;
}

/** A value with the instant it was observed and where. */
export interface Dated<T> {
  value: T;
  at: number;
  source: EvidenceSource;
}

/** What is known of a client: the newest value of each fact by observed time, never by arrival. */
export interface Facts {
  /** The oldest evidence that the client exists; `null`: nothing stands. */
  firstEvidenceAt: number | null;
  /** The observation up to which the facts are complete; a sighting before it needs all of them weighed again. */
  newestObservedAt: number | null;
  /** Last connection (glossary): the latest instant the client is known to have been connected. `at` = when that was observed. */
  lastConnected: Dated<number> | null;
  /** When the connection behind `lastConnected` began, where known. */
  connectedFromAt: number | null;
  /**
   * The latest connection known while no `needs_update = true` stood, nor one that could not be read: until then the client
   * ran the release of its day. What a check-in is proven by.
   */
  currentAt: number | null;
  /**
   * Rule 17: the first connection known after the release that is going out, as long as none proves that the client runs it (then
   * `null`). Of several reports the one that shows the earliest; see `firstConnectionAfter` for what one report shows.
   */
  connectedOldAt: number | null;
  online: Dated<boolean> | null;
  needsUpdate: Dated<boolean> | null;
  /** The newest report of an update need could not be read; it stands until a newer one can. */
  needsUpdateUnread: Dated<true> | null;
  /** Since when `needs_update = true` has stood without a break; `null`: it does not stand. */
  behindSinceAt: number | null;
  connectionType: Dated<ConnectionType> | null;
  availability: Dated<Availability> | null;
  /** The newest list that shows the client has a row that could not be read; the column, where one is to blame. */
  unreadable: Dated<{ column: string | null }> | null;
}

/** Nothing known. */
export const noFacts: Facts = {
  firstEvidenceAt: null,
  newestObservedAt: null,
  lastConnected: null,
  connectedFromAt: null,
  currentAt: null,
  connectedOldAt: null,
  online: null,
  needsUpdate: null,
  needsUpdateUnread: null,
  behindSinceAt: null,
  connectionType: null,
  availability: null,
  unreadable: null,
};

/**
 * Weighs sightings into facts. Order of arrival does not matter: they are taken by observed time, and those of one
 * instant in a fixed order that takes "needs an update" last, so that it stands. `releasedAt`: when the release that is going out was
 * installed (epoch milliseconds); `null`: there is none.
 */
export function weigh(sightings: readonly Sighting[], releasedAt: number | null = null): Facts {
  return [...sightings]
    .sort(byObservation)
    .reduce((facts, sighting) => addSighting(facts, sighting, releasedAt), noFacts);
}

/**
 * Adds the newest sighting to facts. Only for a sighting that `isNewest`; anything older changes history and
 * needs `weigh` over all of them. `releasedAt` as in `weigh`; the facts have been weighed with the same.
 */
export function addSighting(facts: Facts, sighting: Sighting, releasedAt: number | null): Facts {
  const connectedAt = lastConnectionIn(sighting);
  const lastConnected =
    connectedAt !== null && (facts.lastConnected === null || connectedAt > facts.lastConnected.value)
      ? { value: connectedAt, at: sighting.observedAt, source: sighting.source }
      : facts.lastConnected;
  const needsUpdate = standsAtThisInstant(facts, sighting)
    ? facts.needsUpdate
    : newer(facts.needsUpdate, sighting.needsUpdate, sighting);
  const needsUpdateUnread = unreadReport(facts, sighting);
  const isDoubtful = needsUpdate?.value === true || needsUpdateUnread !== null;
  const currentAt = isDoubtful
    ? facts.currentAt
    : greatest(facts.currentAt, lastConnected === null ? null : lastConnected.value);
  return {
    firstEvidenceAt: Math.min(
      facts.firstEvidenceAt ?? Number.POSITIVE_INFINITY,
      sighting.earliestAt ?? Number.POSITIVE_INFINITY,
      sighting.observedAt,
    ),
    newestObservedAt: sighting.observedAt,
    lastConnected,
    connectedFromAt: greatest(facts.connectedFromAt, sighting.connectedFromAt),
    currentAt,
    connectedOldAt:
      releasedAt === null || isAfter(currentAt, releasedAt)
        ? null
        : least(facts.connectedOldAt, firstConnectionAfter(sighting, releasedAt)),
    online: newer(facts.online, sighting.online, sighting),
    needsUpdate,
    needsUpdateUnread,
    behindSinceAt: needsUpdate?.value === true ? (facts.behindSinceAt ?? needsUpdate.at) : null,
    connectionType: newer(facts.connectionType, sighting.connectionType, sighting),
    availability: newer(facts.availability, sighting.availability, sighting),
    unreadable: listedOnly(facts, sighting),
  };
}

/**
 * True when a sighting that is not the newest changes nothing: whatever it says, something as new or newer says already. False does
 * not mean that it changes anything.
 */
export function saysNothingNew(facts: Facts, sighting: Sighting): boolean {
  const connection = lastConnectionIn(sighting);
  const holds = (known: Dated<unknown> | null, value: unknown) =>
    value === null || (known !== null && known.at > sighting.observedAt);
  return (
    facts.newestObservedAt !== null &&
    sighting.observedAt < facts.newestObservedAt &&
    facts.firstEvidenceAt !== null &&
    facts.firstEvidenceAt <= Math.min(sighting.observedAt, sighting.earliestAt ?? sighting.observedAt) &&
    (connection === null ||
      (facts.lastConnected !== null &&
        facts.lastConnected.value > connection &&
        facts.currentAt !== null &&
        facts.currentAt >= connection)) &&
    (sighting.connectedFromAt === null ||
      (facts.connectedFromAt !== null && facts.connectedFromAt >= sighting.connectedFromAt)) &&
    sighting.needsUpdate === null &&
    !sighting.needsUpdateUnread &&
    sighting.unreadable === null &&
    facts.unreadable === null &&
    holds(facts.online, sighting.online) &&
    holds(facts.connectionType, sighting.connectionType) &&
    holds(facts.availability, sighting.availability)
  );
}

/** True when a sighting can be added to facts without weighing the older ones again. */
export function isNewest(facts: Facts, sighting: Sighting): boolean {
  return facts.newestObservedAt === null || sighting.observedAt > facts.newestObservedAt;
}

/**
 * The latest instant at which a sighting proves a connection. "Online" counts as of the observation; a dated
 * connection never counts beyond it.
 */
export function lastConnectionIn(sighting: Sighting): number | null {
  if (sighting.online === true) return sighting.observedAt;
  return sighting.connectedAt === null ? null : Math.min(sighting.connectedAt, sighting.observedAt);
}

/**
 * The first instant after `after` at which a sighting proves that the client was connected; `null`: it shows no connection after it. A
 * connection that began before and lasted on counts from `after`. Of one that was reported again and again, before and after, only the
 * newest report is known to be later: then that counts, so that nobody is called overdue too early.
 */
export function firstConnectionAfter(sighting: Sighting, after: number): number | null {
  const last = lastConnectionIn(sighting);
  if (last === null || last <= after) return null;
  const { connectedFromAt, firstObservedAt, observedAt } = sighting;
  if (connectedFromAt !== null && connectedFromAt <= last) return Math.max(connectedFromAt, after);
  const first = last === observedAt ? (firstObservedAt ?? last) : last;
  return first > after ? first : last;
}

function standsAtThisInstant(facts: Facts, sighting: Sighting): boolean {
  return (
    facts.needsUpdate?.value === true &&
    facts.needsUpdate.at === sighting.observedAt &&
    sighting.needsUpdate === false
  );
}

/** An unread report stands until a newer one can be read; of one instant the unread one stands. */
function unreadReport(facts: Facts, sighting: Sighting): Facts["needsUpdateUnread"] {
  if (sighting.needsUpdateUnread) return { value: true, at: sighting.observedAt, source: sighting.source };
  const standing = facts.needsUpdateUnread;
  if (sighting.needsUpdate === null || standing === null) return standing;
  return standing.at === sighting.observedAt ? standing : null;
}

/** Any readable row of the same list or a newer one clears it. */
function listedOnly(facts: Facts, sighting: Sighting): Facts["unreadable"] {
  if (sighting.unreadable === null) return sighting.source.type === "person" ? facts.unreadable : null;
  return { value: sighting.unreadable, at: sighting.observedAt, source: sighting.source };
}

function newer<T>(known: Dated<T> | null, value: T | null, sighting: Sighting): Dated<T> | null {
  return value === null ? known : { value, at: sighting.observedAt, source: sighting.source };
}

const availabilityRank = { available: 0, disabled: 1, uninstalled: 2 };

/** Observed time first; among equals a total order that does not depend on arrival. The last one of an instant stands. */
function byObservation(a: Sighting, b: Sighting): number {
  return (
    a.observedAt - b.observedAt ||
    Number(b.unreadable !== null) - Number(a.unreadable !== null) ||
    Number(b.needsUpdateUnread) - Number(a.needsUpdateUnread) ||
    Number(b.needsUpdate === true) - Number(a.needsUpdate === true) ||
    (a.availability ? availabilityRank[a.availability] : -1) -
      (b.availability ? availabilityRank[b.availability] : -1) ||
    Number(b.online === true) - Number(a.online === true) ||
    Number(a.connectionType === "passive") - Number(b.connectionType === "passive") ||
    sourceOrder(a.source).localeCompare(sourceOrder(b.source))
  );
}

function sourceOrder(source: EvidenceSource): string {
  return source.type === "import"
    ? `import ${source.importId} ${source.line}`
    : `single ${source.sightingId}`;
}

function greatest(a: number | null, b: number | null): number | null {
  return isAfter(b, a ?? Number.NEGATIVE_INFINITY) ? b : a;
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
