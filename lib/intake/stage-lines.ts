/** Writes what was read of a file to where it waits: rows into `import_row`, rejects and notices for people. */
import type { Ctx } from "@/lib/platform/context";
import { copyLines } from "@/lib/platform/copy";
import { inTransaction } from "@/lib/platform/db";
import type { StageLines } from "./encode-batch";

/** The tables with the order of the columns in the lines of `encode-batch.ts`. */
const targets: Record<keyof StageLines, string> = {
  rows: `import_row (import_id, seq, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
    connected_at, connected_from_at, online, earliest_at, needs_update, needs_update_unread, connection_type, availability,
    unreadable, unreadable_column, rejected, known_only, attributes)`,
  rejects: "import_reject (import_id, line, seq, column_name, code, params, raw)",
  notices: "import_notice (import_id, seq, line, column_name, code, params)",
};

/** Throws away what an earlier reading of this import left. */
export async function forgetRows(ctx: Ctx, importId: number): Promise<void> {
  for (const table of ["import_row", "import_reject", "import_notice"])
    await ctx.db.query(`DELETE FROM ${table} WHERE import_id = $1`, [importId]);
}

/** Writes one piece's lines, in one transaction. */
export async function stageLines(ctx: Ctx, lines: StageLines): Promise<void> {
  const filled = (Object.keys(targets) as (keyof StageLines)[]).filter((kind) => lines[kind] !== "");
  if (filled.length === 0) return;
  await inTransaction(ctx.db, async (tx) => {
    for (const kind of filled) await copyLines(tx, targets[kind], lines[kind]);
  });
}
