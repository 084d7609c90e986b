/** Keeps what was told of a file's lines for people: rejects and notices, visible while the file is read. */
import type { Ctx } from "@/lib/platform/context";
import { copyLines } from "@/lib/platform/copy";
import { inTransaction } from "@/lib/platform/db";
import type { ToldLines } from "./encode-batch";

/** The tables with the order of the columns in the lines of `encode-batch.ts`. */
const targets = {
  rejects: "import_reject (import_id, line, seq, column_name, code, params, raw)",
  notices: "import_notice (import_id, seq, line, column_name, code, params)",
} as const satisfies Record<keyof ToldLines, string>;

/** Throws away what an earlier reading of this import left. */
export async function forgetTold(ctx: Ctx, importId: number): Promise<void> {
  for (const table of ["import_reject", "import_notice"])
    await ctx.db.query(`DELETE FROM ${table} WHERE import_id = $1`, [importId]);
}

/** Writes one piece's lines, in one transaction. */
export async function keepTold(ctx: Ctx, lines: ToldLines): Promise<void> {
  const filled = (Object.keys(targets) as (keyof typeof targets)[]).filter((kind) => lines[kind] !== "");
  if (filled.length === 0) return;
  await inTransaction(ctx.db, async (tx) => {
    for (const kind of filled) await copyLines(tx, targets[kind], lines[kind]);
  });
}
