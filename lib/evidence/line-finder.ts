/** Finds the lines of very many clients: what `withLines` looks up one by one, out of whole blocks that are kept for a while. */
import { readBinary } from "@/lib/platform/copy-binary";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { blockOf, blockSize, placeOf } from "./snapshot-block";

/** A client in a file. */
export interface InFile {
  importId: number;
  clientId: number;
}

/** Blocks that are kept: 8 kB each. */
const keptAtMost = 4_096;

export class LineFinder {
  private readonly lines = new Map<number, Int32Array>();

  /** Reads the blocks that these clients stand in, where they are not there yet. */
  async load(db: Pool, wanted: Iterable<InFile>): Promise<void> {
    const missing = new Map<number, Set<number>>();
    for (const { importId, clientId } of wanted) {
      const block = blockOf(clientId);
      if (this.lines.has(keyOf(importId, block))) continue;
      const blocks = missing.get(importId);
      if (blocks) blocks.add(block);
      else missing.set(importId, new Set([block]));
    }
    if (missing.size === 0) return;
    this.makeRoom([...missing.values()].reduce((sum, blocks) => sum + blocks.size, 0));
    await inTransaction(db, async (tx) => {
      for (const [importId, blocks] of missing)
        await readBinary(
          tx,
          `SELECT block, line_step FROM snapshot_block WHERE import_id = ${importId} AND block = ANY('{${[...blocks].join(",")}}'::int[])`,
          (row) => {
            const block = row.int() ?? 0;
            this.lines.set(keyOf(importId, block), linesOfSteps(row.ints()));
          },
        );
    });
  }

  /** 0: it stands nowhere in that file, or its block was not loaded. */
  lineOf(importId: number, clientId: number): number {
    return this.lines.get(keyOf(importId, blockOf(clientId)))?.[placeOf(clientId)] ?? 0;
  }

  private makeRoom(coming: number): void {
    for (const key of this.lines.keys()) {
      if (this.lines.size + coming <= keptAtMost) return;
      this.lines.delete(key);
    }
  }
}

/** One number for a block of an import: there are fewer than 2^21 blocks. */
function keyOf(importId: number, block: number): number {
  return importId * 2 ** 21 + block;
}

/** Who has no step has no row. */
function linesOfSteps(steps: Int32Array): Int32Array {
  const lines = new Int32Array(blockSize);
  let line = 0;
  for (let place = 0; place < blockSize; place++) {
    const step = steps[place] ?? 0;
    if (step === 0) continue;
    line += step;
    lines[place] = line;
  }
  return lines;
}
