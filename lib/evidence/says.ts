/** What a row of a snapshot says beside its instants, packed into one number. */
import type { Availability, ConnectionType } from "@/lib/core/client";

/** By what a row's client was recognised. */
export const identityBases = ["vendor_id", "fqdn", "hostname", "short_name", "name", "person"] as const;
export type IdentityBasis = (typeof identityBases)[number];

/** The facts of a row that are words. `null`: it does not say. */
export interface Says {
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  /** The row says who is there, and nothing else of it could be read. */
  unreadable: boolean;
  /** It was refused, and stands here only because its client was listed. */
  rejected: boolean;
  basis: IdentityBasis;
}

// Bits, from the lowest: listed; online, needs update, connection type (two each: 0 nothing said); availability (two);
// needs update unread; unreadable; rejected; basis (three).
const listed = 1;
const yesNo = [null, false, true] as const;
const types = [null, "active", "passive"] as const;
const availabilities = [null, "available", "disabled", "uninstalled"] as const;

/** Packs. Never 0. */
export function toSays(row: Says): number {
  return (
    listed |
    (yesNo.indexOf(row.online) << 1) |
    (yesNo.indexOf(row.needsUpdate) << 3) |
    (types.indexOf(row.connectionType) << 5) |
    (availabilities.indexOf(row.availability) << 7) |
    (Number(row.needsUpdateUnread) << 9) |
    (Number(row.unreadable) << 10) |
    (Number(row.rejected) << 11) |
    (identityBases.indexOf(row.basis) << 12)
  );
}

/** `rejected` alone. */
export const isRefused = (says: number) => ((says >> 11) & 1) === 1;

/** Unpacks what `toSays` packed. */
export function sayingOf(says: number): Says {
  return {
    online: yesNo[(says >> 1) & 3] ?? null,
    needsUpdate: yesNo[(says >> 3) & 3] ?? null,
    connectionType: types[(says >> 5) & 3] ?? null,
    availability: availabilities[(says >> 7) & 3] ?? null,
    needsUpdateUnread: ((says >> 9) & 1) === 1,
    unreadable: ((says >> 10) & 1) === 1,
    rejected: isRefused(says),
    basis: identityBases[(says >> 12) & 7] ?? "name",
  };
}
