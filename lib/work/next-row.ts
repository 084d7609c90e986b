/** What is stored of an item, and how a deed changes it. Pure. */
import type { FailReason } from "@/lib/core/work";
import type { Asked, Asker } from "./batch/asked";

/** A row of `work_item`. Instants in epoch milliseconds. */
export interface StoredWork {
  rolloutId: number;
  assigneeId: string | null;
  assigneeName: string | null;
  state: "started" | "done" | "failed" | null;
  slotId: number | null;
  startedAt: number | null;
  startedBy: string | null;
  doneAt: number | null;
  doneBy: string | null;
  failedAt: number | null;
  failedBy: string | null;
  failedReason: FailReason | null;
  note: string | null;
  rev: number;
}

export function untouched(rolloutId: number): StoredWork {
  return {
    rolloutId,
    assigneeId: null,
    assigneeName: null,
    state: null,
    slotId: null,
    startedAt: null,
    startedBy: null,
    doneAt: null,
    doneBy: null,
    failedAt: null,
    failedBy: null,
    failedReason: null,
    note: null,
    rev: 0,
  };
}

const notAtIt = { slotId: null, startedAt: null, startedBy: null };
const notFailed = { failedAt: null, failedBy: null, failedReason: null };

/**
 * The row after a deed. Whoever starts or ends what nobody holds holds it from then on; giving it back leaves nobody and nothing but
 * the history; trying again puts it back to be done, with whoever holds it. `slotId`: the slot that starting took.
 */
export function nextRow(
  row: StoredWork,
  asked: Asked,
  {
    by,
    rolloutId,
    now,
    slotId = null,
  }: { by: Asker; rolloutId: number; now: number; slotId?: number | null },
): StoredWork {
  const next = { ...row, rev: row.rev + 1 };
  const mine =
    row.assigneeId === null && by.type === "person" ? { assigneeId: by.id, assigneeName: by.name } : {};
  switch (asked.deed) {
    case "assign":
      return { ...next, assigneeId: asked.toId, assigneeName: asked.toName };
    case "start":
      return {
        ...next,
        ...mine,
        ...notFailed,
        rolloutId,
        state: "started",
        slotId,
        startedAt: now,
        startedBy: by.name,
        note: null,
      };
    case "done":
      return {
        ...next,
        ...mine,
        ...notFailed,
        rolloutId,
        state: "done",
        slotId: null,
        doneAt: now,
        doneBy: by.name,
        note: asked.note,
      };
    case "failed":
      return {
        ...next,
        ...mine,
        ...notAtIt,
        rolloutId,
        state: "failed",
        failedAt: now,
        failedBy: by.name,
        failedReason: asked.reason,
        note: asked.note ?? null,
      };
    case "back":
      return {
        ...next,
        ...notAtIt,
        ...notFailed,
        rolloutId,
        state: null,
        assigneeId: null,
        assigneeName: null,
        note: null,
      };
    case "retry":
      return { ...next, ...notAtIt, ...notFailed, rolloutId, state: null, note: null };
    default:
      throw new Error(`${asked.deed} is no deed of the work list`);
  }
}
