/** Packs what a row says in one word of few into the bits of one number, and reads it back. */

import { type Availability, availabilities, type ConnectionType, connectionTypes } from "@/lib/core/client";

/** The facts of a row that have few values. */
export interface FlaggedFacts {
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  isUnreadable: boolean;
  rejected: boolean;
  knownOnly: boolean;
}

// Two bits: 0 is null, 1 false or the first word, and so on.
const onlineAt = 0;
const needsUpdateAt = 2;
const connectionTypeAt = 4;
const availabilityAt = 6;
const needsUpdateUnreadBit = 1 << 8;
const unreadableBit = 1 << 9;
const rejectedBit = 1 << 10;
const knownOnlyBit = 1 << 11;

/** The bits of these facts; fewer than sixteen. */
export function packFlags(facts: FlaggedFacts): number {
  return (
    (ternary(facts.online) << onlineAt) |
    (ternary(facts.needsUpdate) << needsUpdateAt) |
    (indexIn(connectionTypes, facts.connectionType) << connectionTypeAt) |
    (indexIn(availabilities, facts.availability) << availabilityAt) |
    (facts.needsUpdateUnread ? needsUpdateUnreadBit : 0) |
    (facts.isUnreadable ? unreadableBit : 0) |
    (facts.rejected ? rejectedBit : 0) |
    (facts.knownOnly ? knownOnlyBit : 0)
  );
}

/** The facts that `packFlags` packed. */
export function unpackFlags(flags: number): FlaggedFacts {
  return {
    online: onlineOf(flags),
    needsUpdate: needsUpdateOf(flags),
    needsUpdateUnread: isNeedUnread(flags),
    connectionType: connectionTypeOf(flags),
    availability: availabilityOf(flags),
    isUnreadable: isUnreadable(flags),
    rejected: isRejected(flags),
    knownOnly: isKnownOnly(flags),
  };
}

/** The bits of `online` alone, for a row whose other facts are known beforehand. */
export function packOnline(online: boolean | null): number {
  return ternary(online) << onlineAt;
}

export function onlineOf(flags: number): boolean | null {
  return booleanOf((flags >> onlineAt) & 3);
}

export function needsUpdateOf(flags: number): boolean | null {
  return booleanOf((flags >> needsUpdateAt) & 3);
}

export function isNeedUnread(flags: number): boolean {
  return (flags & needsUpdateUnreadBit) !== 0;
}

export function connectionTypeOf(flags: number): ConnectionType | null {
  return connectionTypes[((flags >> connectionTypeAt) & 3) - 1] ?? null;
}

export function availabilityOf(flags: number): Availability | null {
  return availabilities[((flags >> availabilityAt) & 3) - 1] ?? null;
}

export function isUnreadable(flags: number): boolean {
  return (flags & unreadableBit) !== 0;
}

export function isRejected(flags: number): boolean {
  return (flags & rejectedBit) !== 0;
}

export function isKnownOnly(flags: number): boolean {
  return (flags & knownOnlyBit) !== 0;
}

function ternary(value: boolean | null): number {
  return value === null ? 0 : value ? 2 : 1;
}

function booleanOf(bits: number): boolean | null {
  return bits === 0 ? null : bits === 2;
}

function indexIn<T>(words: readonly T[], word: T | null): number {
  return word === null ? 0 : words.indexOf(word) + 1;
}
