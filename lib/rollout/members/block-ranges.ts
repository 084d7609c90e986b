/** An appliance's clients in stretches of ids that are looked at in one go, so that memory stays flat whatever the fleet. */
import { blockOf, blockOfId, blockSize, clientAt } from "@/lib/evidence/snapshot-block";
import type { Sql } from "@/lib/platform/db";

/** Ids from `from` (included) to `until` (not included). */
export interface IdRange {
  from: number;
  until: number;
}

const blocksAtOnce = 16;

/** The stretches that hold all clients of an appliance, in the order of ids; each ends where a block of clients does. */
export async function rangesOf(db: Sql, applianceId: number): Promise<IdRange[]> {
  const { rows } = await db.query<{ block: number }>(
    `SELECT DISTINCT ${blockOfId("id")} AS block FROM client WHERE appliance_id = $1 ORDER BY block`,
    [applianceId],
  );
  return rangesOfBlocks(rows.map(({ block }) => block));
}

/** The same of these blocks, which go up; at most `most` of them in one stretch. */
export function rangesOfBlocks(blocks: readonly number[], most = blocksAtOnce): IdRange[] {
  const ranges: IdRange[] = [];
  for (const block of blocks) {
    const from = block * blockSize;
    const last = ranges.at(-1);
    if (last && last.until === from && from - last.from < most * blockSize) last.until = from + blockSize;
    else ranges.push({ from, until: from + blockSize });
  }
  return ranges;
}

/** The stretch of whole blocks that holds all of these ids. */
export function rangeAround(ids: readonly number[]): IdRange {
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  for (const id of ids) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  return { from: clientAt(blockOf(first), 0), until: clientAt(blockOf(last) + 1, 0) };
}

/** SQL: whether an id is in the range. */
export function isInRange(id: string, { from, until }: IdRange): string {
  return `${id} >= ${from} AND ${id} < ${until}`;
}

/** SQL: whether an id is one of these. */
export function isOneOf(ids: readonly number[]): (id: string) => string {
  const all = `ANY('{${ids.join(",")}}'::int[])`;
  return (id) => `${id} = ${all}`;
}
