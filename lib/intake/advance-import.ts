/** Takes an import as far as it can go by itself. The only place where its states follow each other. */
import type { PoolClient } from "pg";
import type { Ctx } from "@/lib/platform/context";
import { isDiskFull, noteDiskFull } from "@/lib/platform/disk";
import { applyImport } from "./apply-import";
import { ImportCancelled, type ImportRecord, loadImport, moveImport } from "./store";
import { takeBackImport } from "./take-back-import";

/** After so many starts without an end the file itself is the cause: it is given up instead of stopping the others for ever. */
const attemptsAtMost = 8;

/**
 * Reads, compares and applies an import, or takes it back; stops where a person has to answer. Only one worker at a
 * time works on an import (a lock that dies with its connection); started again after a crash it goes on by itself.
 */
export async function advanceImport(ctx: Ctx, importId: number): Promise<void> {
  const holder = await ctx.db.connect();
  try {
    const { rows } = await holder.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('import'), $1) AS mine",
      [importId],
    );
    if (!rows[0]?.mine) return;
    await advance(ctx, importId);
  } catch (error) {
    if (isDiskFull(error)) return await waitForDisk(ctx, importId);
    if (!(error instanceof ImportCancelled)) throw error;
    ctx.log.info({ importId }, "the import was cancelled");
  } finally {
    await letGo(holder);
  }
}

/** Freed in so many words: a session that is ended is gone a little later, and whoever comes next would find it still at work. */
async function letGo(holder: PoolClient): Promise<void> {
  const isFree = await holder.query("SELECT pg_advisory_unlock_all()").then(
    () => true,
    () => false,
  );
  holder.release(!isFree);
}

/** A full disk is not the file's fault: the attempt does not count, and the reconciliation comes back to it. */
async function waitForDisk(ctx: Ctx, importId: number): Promise<void> {
  await noteDiskFull(ctx.db);
  ctx.log.warn({ importId }, "the disk of the database is full; the import goes on when there is space");
  await ctx.db
    .query("UPDATE import SET attempts = GREATEST(attempts - 1, 0) WHERE id = $1", [importId])
    .catch((err) => ctx.log.warn({ err, importId }, "not even that attempt could be taken back"));
}

async function advance(ctx: Ctx, importId: number): Promise<void> {
  const record = await loadImport(ctx.db, importId);
  if (record?.status === "done" && record.wantedTakenBackBy !== null) return takeBackImport(ctx, record);
  if (!record || !["queued", "parsing", "applying"].includes(record.status)) return;
  if (!(await countAttempt(ctx, record))) return;
  const outcome = await applyImport(ctx, record);
  if (outcome.kind === "problem") {
    return moveImport(ctx.db, importId, ["parsing"], "failed", {
      problem: outcome.problem,
      ...(outcome.rows && { rows: outcome.rows }),
      finishedAt: ctx.now,
    });
  }
  if (outcome.kind === "question")
    return moveImport(ctx.db, importId, ["parsing"], "needs_mapping", { question: outcome.question });
  await ctx.db.query("UPDATE import SET attempts = 0 WHERE id = $1", [importId]);
  // Whoever it showed on the release has freed a slot.
  await ctx.enqueue("slot.grant", { applianceId: record.applianceId });
  await ctx.enqueue("search.fill", { applianceId: record.applianceId });
}

async function countAttempt(ctx: Ctx, record: ImportRecord): Promise<boolean> {
  await ctx.db.query("UPDATE import SET attempts = attempts + 1 WHERE id = $1", [record.id]);
  if (record.attempts < attemptsAtMost) return true;
  await moveImport(ctx.db, record.id, ["queued", "parsing", "applying"], "failed", {
    problem: { code: "gave_up", params: { attempts: record.attempts } },
    finishedAt: ctx.now,
  });
  return false;
}
