/** Hands a list that a feed made to the imports; one that says what the last one said only moves on. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ClientKind } from "@/lib/core/client";
import { confirmSnapshot } from "@/lib/evidence/confirm-snapshot";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import { receiveImport, storeFile } from "@/lib/intake/receive-import";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { judgeLooked } from "@/lib/rollout/members/judge-looked";
import type { Feed } from "./store";

/** A list as a file. `exportedAt`: as of when, epoch milliseconds. */
export interface FeedList {
  kind: ClientKind;
  fileName: string;
  text: string;
  exportedAt: number;
  complete: boolean;
}

/** What became of it. */
export interface ImportedList {
  importId: number;
  /** It said the same as the list before. */
  isSame: boolean;
}

interface ListBefore {
  id: number;
  status: string;
  fileHash: string;
  complete: boolean;
  /** As of when it was handed in, and as of when it stands: later where it was found the same again. */
  madeAt: number | null;
  standsAt: number | null;
}

/**
 * The same list again, by whoever comes after a worker that was killed, is the same import. At most one list of a feed and kind waits for
 * an answer: a newer one takes its place. One that is being read or taken in goes on, or none would ever be through where that takes
 * longer than a walk.
 */
export async function importList(ctx: Ctx, feed: Feed, list: FeedList): Promise<ImportedList> {
  const hash = createHash("sha256").update(list.text).digest("hex");
  const before = await findBefore(ctx, feed, list.kind);
  if (before?.fileHash === hash && before.complete === list.complete) {
    const isAsked = before.status === "needs_mapping" || before.status === "needs_confirmation";
    if (isAsked || before.madeAt === list.exportedAt) return { importId: before.id, isSame: false };
    const isConfirmed = before.status === "done" && before.standsAt === list.exportedAt;
    if (isConfirmed || (before.status === "done" && (await confirm(ctx, feed, before.id, list))))
      return { importId: before.id, isSame: true };
  }
  if (before) await giveUpQuestion(ctx, before.id);
  const file = await storeFile(
    ctx,
    list.fileName,
    Readable.from([Buffer.from(list.text)]),
    Number.POSITIVE_INFINITY,
  );
  const { kind, exportedAt, complete } = list;
  const { id } = await receiveImport(
    ctx,
    { applianceId: feed.applianceId, kind, exportedAt, complete, timeZone: "UTC", readAgain: false },
    file,
    feed.id,
  );
  return { importId: id, isSame: false };
}

/** Whether the newest list of a kind is this import still, and could move on. */
export async function confirmList(
  ctx: Ctx,
  feed: Feed,
  importId: number,
  list: Pick<FeedList, "kind" | "exportedAt" | "complete">,
): Promise<boolean> {
  const before = await findBefore(ctx, feed, list.kind);
  if (before?.id !== importId || before.status !== "done" || before.complete !== list.complete) return false;
  return before.standsAt === list.exportedAt || (await confirm(ctx, feed, importId, list));
}

async function findBefore(ctx: Ctx, feed: Feed, kind: ClientKind): Promise<ListBefore | null> {
  const { rows } = await ctx.db.query<ListBefore>(
    `SELECT id, status, file_hash AS "fileHash", complete, (parameters->>'exportedAt')::float8 AS "madeAt",
            exported_at AS "standsAt" FROM import
      WHERE feed_id = $1 AND kind = $2 AND status NOT IN ('failed', 'cancelled', 'taken_back')
        AND wanted_taken_back_by IS NULL ORDER BY id DESC LIMIT 1`,
    [feed.id, kind],
  );
  return rows[0] ?? null;
}

/** A list that waits for somebody's answer waits no longer; one that was answered meanwhile goes on. */
async function giveUpQuestion(ctx: Ctx, importId: number): Promise<void> {
  await ctx.db.query(
    `UPDATE import SET status = 'cancelled', finished_at = clock_timestamp()
      WHERE id = $1 AND status IN ('needs_mapping', 'needs_confirmation')`,
    [importId],
  );
}

async function confirm(
  ctx: Ctx,
  feed: Feed,
  importId: number,
  list: Pick<FeedList, "kind" | "exportedAt" | "complete">,
): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    await lockEvidence(tx, feed.applianceId);
    if (!(await confirmSnapshot(tx, importId, list.exportedAt))) return false;
    if (list.complete)
      await judgeLooked(tx, feed.applianceId, [list.kind], list.exportedAt, {
        cause: `feed ${feed.id}`,
        now: ctx.now,
      });
    return true;
  });
}
