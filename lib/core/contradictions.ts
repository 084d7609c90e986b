/** Where another source says otherwise of a client than the one that counts, at about the same time. Nothing is decided by it: it is shown. */
import type { Availability, ConnectionType } from "./client";
import { type EvidenceSource, type Facts, lastConnectionIn, type Sighting } from "./evidence";

/** What sightings weigh up to by themselves, without any release. */
type OwnFacts = Omit<Facts, "connectedOldAt">;

const minute = 60_000;
const hour = 60 * minute;

/** Who is online an hour later need not contradict who said so; the other facts change seldom. */
const sameTimeMs = {
  online: hour,
  needsUpdate: 24 * hour,
  connectionType: 24 * hour,
  availability: 24 * hour,
} as const;

/** Times given to the minute are taken as its first second, and clocks differ a little. */
const sameInstantMs = 2 * minute;

/** What a source said that does not count. `at`: when that was observed, epoch milliseconds. */
export type Contradiction = { at: number; source: EvidenceSource } & (
  | { fact: "lastConnected"; value: number }
  | { fact: "online" | "needsUpdate"; value: boolean }
  | { fact: "connectionType"; value: ConnectionType }
  | { fact: "availability"; value: Availability }
);

/** A sighting and who speaks in it: a feed with all its lists and records, those who upload, or those who enter it by hand. */
export interface Statement {
  origin: string;
  sighting: Sighting;
}

/**
 * The newest statement of each other source that differs from the fact that counts. An older word of the source that counts is its
 * history, and what was said long before has changed since. Of the last connection a source says otherwise where it looked after that
 * and found the client offline since an earlier instant.
 */
export function contradictionsIn(facts: OwnFacts, statements: readonly Statement[]): Contradiction[] {
  return [
    ...lastConnections(facts, statements),
    ...differing("online", facts, statements),
    ...differing("needsUpdate", facts, statements),
    ...differing("connectionType", facts, statements),
    ...differing("availability", facts, statements),
  ];
}

function lastConnections({ lastConnected }: OwnFacts, statements: readonly Statement[]): Contradiction[] {
  if (lastConnected === null) return [];
  const isClaim = ({ online, connectedAt }: Sighting) => online === false && connectedAt !== null;
  return newestOfOthers(lastConnected.source, statements, isClaim).flatMap((sighting): Contradiction[] => {
    const value = lastConnectionIn(sighting);
    const looked = sighting.observedAt >= lastConnected.value;
    return value === null || !looked || lastConnected.value - value <= sameInstantMs
      ? []
      : [{ fact: "lastConnected", value, at: sighting.observedAt, source: sighting.source }];
  });
}

function differing(
  fact: keyof typeof sameTimeMs,
  facts: OwnFacts,
  statements: readonly Statement[],
): Contradiction[] {
  const counted = facts[fact];
  if (counted === null) return [];
  return newestOfOthers(counted.source, statements, (sighting) => sighting[fact] !== null).flatMap(
    (sighting): Contradiction[] => {
      const value = sighting[fact];
      const isFar = Math.abs(counted.at - sighting.observedAt) > sameTimeMs[fact];
      return value === counted.value || isFar
        ? []
        : [{ fact, value, at: sighting.observedAt, source: sighting.source } as Contradiction];
    },
  );
}

/** Of each source but that of `counted`, its newest statement that says anything of it; in the order of the sources' names. */
function newestOfOthers(
  counted: EvidenceSource,
  statements: readonly Statement[],
  says: (sighting: Sighting) => boolean,
): Sighting[] {
  const own = statements.find(({ sighting }) => isSame(sighting.source, counted))?.origin;
  const newest = new Map<string, Sighting>();
  for (const { origin, sighting } of statements) {
    const known = newest.get(origin);
    if (origin === own || !says(sighting)) continue;
    if (known === undefined || known.observedAt < sighting.observedAt) newest.set(origin, sighting);
  }
  return [...newest].sort(([one], [other]) => one.localeCompare(other)).map(([, sighting]) => sighting);
}

function isSame(one: EvidenceSource, other: EvidenceSource): boolean {
  if (one.type === "import") {
    return other.type === "import" && one.importId === other.importId && one.line === other.line;
  }
  return other.type !== "import" && one.sightingId === other.sightingId;
}
