/** A client as the clients page shows it, as a row or as a card. */
import type { ClientKind, ConnectionType } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import type { Mover } from "@/lib/core/movers";

/** Instants in epoch milliseconds. */
export interface ClientListItem {
  id: number;
  applianceId: number;
  name: string;
  host: string | null;
  kind: ClientKind;
  /** Only where clients of several appliances stand in one list. */
  appliance: string | null;
  group: string | null;
  connectionType: ConnectionType | null;
  state: MemberState | null;
  /** Why it is in its state, in a sentence; `null` without a state. */
  sentence: string | null;
  /** Who has the move; `null` without a state. */
  mover: Mover | null;
  lastSeenAt: number | null;
  dueAt: number | null;
  timeZone: string;
  late: boolean;
  left: boolean;
  shadow: boolean;
  possibleDuplicate: boolean;
}

/** The columns that can be sorted by, as they stand in the address. */
export type SortColumn = "name" | "lastSeenAt" | "state" | "group" | "kind" | "dueAt";
export const sortColumns: readonly SortColumn[] = ["name", "kind", "group", "state", "lastSeenAt", "dueAt"];
