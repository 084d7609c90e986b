/** Items as people see them, made of what is stored: with reasons, last connections and installers. */
import type { ClientKind } from "@/lib/core/client";
import type { ReasonCode } from "@/lib/core/reasons";
import {
  type Comeback,
  cameBack,
  type FailReason,
  type ItemState,
  type Remedy,
  remedyOf,
} from "@/lib/core/work";
import type { Ctx } from "@/lib/platform/context";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import type { StoredReason } from "@/lib/rollout/members/explain";
import { reasonsOfMembers } from "@/lib/rollout/members/reasons-of-members";
import { newestPackages, type ShownPackage } from "./packages/newest-packages";

/** An item as people see it. Instants in epoch milliseconds. */
export interface WorkItem {
  /** Its client's. */
  id: number;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  rolloutId: number;
  release: string;
  mode: "observe" | "control";
  kind: ClientKind;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  site: string | null;
  owner: string | null;
  os: string | null;
  tags: string[];
  priority: number;
  securityProviders: string[];
  lastSeenAt: number | null;
  state: ItemState;
  rank: number;
  reasonCode: ReasonCode;
  reason: StoredReason | null;
  remedy: Remedy;
  /** Since when it has been in this state of its member. */
  since: number;
  cameBack: Comeback | null;
  /** `id` null: somebody who is no person (a key). */
  assignee: { id: string | null; name: string } | null;
  startedAt: number | null;
  startedBy: string | null;
  slot: { id: number; fence: number; leaseUntil: number; byHand: boolean } | null;
  doneAt: number | null;
  doneBy: string | null;
  failed: { reason: FailReason; at: number; by: string } | null;
  note: string | null;
  rev: number;
  /** The newest installer that is valid and fits. */
  package: ShownPackage | null;
}

/** What is read of one. */
export type ItemRow = Omit<
  WorkItem,
  "reason" | "remedy" | "cameBack" | "assignee" | "slot" | "failed" | "package"
> & {
  holderId: string | null;
  holderName: string | null;
  slotId: number | null;
  fence: number | null;
  leaseUntil: number | null;
  askedBy: string | null;
  grantedAt: number | null;
  rowRolloutId: number | null;
  rowState: "started" | "done" | "failed" | null;
  rowSlotId: number | null;
  failedAt: number | null;
  failedBy: string | null;
  failedReason: FailReason | null;
};

/** In the given order. */
export async function completeItems(ctx: Ctx, rows: readonly ItemRow[]): Promise<WorkItem[]> {
  if (rows.length === 0) return [];
  const reasons = new Map<number, StoredReason>();
  for (const rolloutId of new Set(rows.map((row) => row.rolloutId))) {
    const ids = rows.filter((row) => row.rolloutId === rolloutId).map(({ id }) => id);
    for (const [id, { code, inputs }] of await reasonsOfMembers(ctx.db, rolloutId, ids, ctx.now))
      reasons.set(id, { code, inputs });
  }
  const seen = await lastSeenAmong(ctx, rows);
  const packages = await newestPackages(ctx, rows);
  return rows.map((row) =>
    toItem(row, ctx.now, reasons.get(row.id) ?? null, seen.get(row.id) ?? null, packages.get(row.id) ?? null),
  );
}

async function lastSeenAmong(ctx: Ctx, rows: readonly ItemRow[]): Promise<Map<number, number | null>> {
  const lastSeen = await lastSeenOf(ctx.db, { appliances: [...new Set(rows.map((row) => row.applianceId))] });
  const found = await ctx.db.query<{ id: number; at: number | null }>(
    `SELECT n.client_id AS id, ${lastSeen.column} AS at FROM client_now n ${lastSeen.join} WHERE n.client_id = ANY($1::int[])`,
    [rows.map(({ id }) => id)],
  );
  return new Map(found.rows.map(({ id, at }) => [id, at]));
}

function toItem(
  row: ItemRow,
  now: number,
  reason: StoredReason | null,
  lastSeenAt: number | null,
  fitting: ShownPackage | null,
): WorkItem {
  const { holderId, holderName, slotId, fence, leaseUntil, askedBy, grantedAt, ...more } = row;
  const { rowRolloutId, rowState, rowSlotId, failedAt, failedBy, failedReason, ...item } = more;
  const byHand = askedBy === "batch";
  const heldByHand = slotId !== null && byHand;
  const member = {
    rolloutId: item.rolloutId,
    // The item's state was made of these two; only who is open can have come back.
    state: item.state === "open" ? ("needs_redeployment" as const) : ("waiting" as const),
    reasonCode: item.reasonCode,
    heldByHand,
  };
  const stored =
    rowRolloutId === null
      ? null
      : { rolloutId: rowRolloutId, state: rowState, slotId: rowSlotId, doneAt: item.doneAt };
  const isStarted = item.state === "started";
  return {
    ...item,
    startedAt: isStarted ? (item.startedAt ?? grantedAt) : null,
    startedBy: isStarted ? (item.startedBy ?? holderName) : null,
    lastSeenAt,
    reason,
    remedy: remedyOf(item.kind, item.reasonCode),
    cameBack: cameBack(member, stored, now),
    assignee: holderName === null ? null : { id: holderId, name: holderName },
    slot:
      slotId === null || fence === null || leaseUntil === null
        ? null
        : { id: slotId, fence, leaseUntil, byHand },
    failed:
      item.state !== "failed" || failedReason === null || failedAt === null
        ? null
        : { reason: failedReason, at: failedAt, by: failedBy ?? "" },
    package: fitting,
  };
}
