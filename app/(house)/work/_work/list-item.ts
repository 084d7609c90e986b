/** An item of the work list as the pages show it. */
import type { ClientKind } from "@/lib/core/client";
import type { Platform } from "@/lib/core/installer";
import type { Comeback, FailReason, ItemState } from "@/lib/core/work";

/** Instants in epoch milliseconds. */
export interface WorkListItem {
  id: number;
  applianceId: number;
  /** Where several are shown. */
  appliance: string | null;
  timeZone: string;
  control: boolean;
  kind: ClientKind;
  name: string;
  host: string | null;
  group: string | null;
  site: string | null;
  owner: string | null;
  os: string | null;
  providers: string[];
  lastSeenAt: number | null;
  state: ItemState;
  since: number;
  reasonTitle: string;
  sentence: string | null;
  remedy: { title: string; steps: string[] };
  cameBack: Comeback | null;
  assignee: { id: string | null; name: string } | null;
  startedAt: number | null;
  startedBy: string | null;
  slotUntil: number | null;
  doneAt: number | null;
  doneBy: string | null;
  failed: { reason: FailReason; at: number; by: string } | null;
  note: string | null;
  installer: {
    platform: Platform;
    group: string | null;
    madeAt: number;
    validUntil: number | null;
    location: string | null;
  } | null;
  /** A kind of which installers are made beforehand, so that one that is missing is worth a word. */
  wantsInstaller: boolean;
}

/** What the reader may do, and who they are. */
export interface WorkReader {
  id: string | null;
  name: string;
  mayDo: boolean;
  mayAssign: boolean;
}

/** Whether the reader may touch it: what somebody else holds only who may give work to others. */
export function mayTouch(item: WorkListItem, reader: WorkReader): boolean {
  if (!reader.mayDo) return false;
  return item.assignee === null || item.assignee.id === reader.id || reader.mayAssign;
}
