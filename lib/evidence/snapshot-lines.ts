/** Who stands where in the file of a snapshot. */
import { readBinary } from "@/lib/platform/copy-binary";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { isRefused } from "./says";
import { blockSize, clientAt } from "./snapshot-block";

/** The clients of a file by their lines; 0: nobody stands there. `rejected`: lines that were refused and yet say who was listed. */
export interface FileLines {
  clientAtLine: Int32Array;
  rejected: ReadonlySet<number>;
}

/** Goes through the whole snapshot: two columns of its blocks, a few bytes for each client. */
export async function linesOfSnapshot(db: Pool, importId: number): Promise<FileLines> {
  const lines: number[] = [];
  const clients: number[] = [];
  const rejected = new Set<number>();
  await inTransaction(db, (tx) =>
    readBinary(
      tx,
      `SELECT block, says, line_step FROM snapshot_block WHERE import_id = ${Number(importId)}`,
      (row) => {
        const block = row.int() ?? 0;
        const says = row.ints();
        const steps = row.ints();
        let line = 0;
        for (let place = 0; place < blockSize; place++) {
          const said = says[place] ?? 0;
          if (said === 0) continue;
          line += steps[place] ?? 0;
          lines.push(line);
          clients.push(clientAt(block, place));
          if (isRefused(said)) rejected.add(line);
        }
      },
    ),
  );
  const last = lines.reduce((most, line) => Math.max(most, line), 0);
  const clientAtLine = new Int32Array(last + 1);
  lines.forEach((line, index) => {
    clientAtLine[line] = clients[index] as number;
  });
  return { clientAtLine, rejected };
}
