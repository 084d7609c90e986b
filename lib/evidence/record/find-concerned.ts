/** Finds in memory whom it can be about when duplicates are settled after a file. */
import type { Hashes } from "../rows/row-batch";
import { rowFates } from "./file-rows";
import { HashIndex } from "./hash-index";
import { clientMarks } from "./known-clients";
import type { TakenRows } from "./take-rows";

/**
 * Clients that share a host or a short name with another one of their kind, and those that were marked before. Undefined: some are called
 * otherwise now, so memory does not tell.
 */
export function findConcerned(taken: TakenRows): number[] | undefined {
  const { known } = taken;
  if (isAnyRenamed(taken)) return undefined;
  const found = new Set<number>();
  for (let place = 0; place < known.count; place++) {
    const isMarked = ((known.marks[place] as number) & (clientMarks.shadow | clientMarks.doubtful)) !== 0;
    if (
      isMarked ||
      isShared(known.byHost, known.hostHash, place) ||
      isShared(known.byShort, known.shortHash, place)
    )
      found.add(known.id[place] as number);
  }
  addSharing(taken, taken.rows.hostHash, known.byHost, found);
  addSharing(taken, taken.rows.shortHash, known.byShort, found);
  return [...found];

  function isShared(index: HashIndex, { high, low }: Hashes, place: number): boolean {
    const first = index.find(high[place] as number, low[place] as number, known.kind[place] as number);
    return first !== -1 && (first !== place || index.after(first) !== -1);
  }
}

function isAnyRenamed({ rows, known }: TakenRows): boolean {
  for (let row = 0; row < rows.count; row++) {
    if (rows.fate[row] !== rowFates.known) continue;
    const place = rows.client[row] as number;
    if (
      rows.hostHash.low[row] !== known.hostHash.low[place] ||
      rows.shortHash.low[row] !== known.shortHash.low[place]
    )
      return true;
  }
  return false;
}

/** New clients that share a hash with one another or with known ones, and those. */
function addSharing(
  { rows, known, fresh }: TakenRows,
  hashes: Hashes,
  ofKnown: HashIndex,
  found: Set<number>,
): void {
  const ofFresh = new HashIndex(hashes, rows.kind, rows.count);
  for (const { clientId, row } of fresh) {
    const same = ofFresh.add(row);
    if (same !== -1) found.add(clientId).add(rows.client[same] as number);
    const high = hashes.high[row] as number;
    const low = hashes.low[row] as number;
    for (
      let place = ofKnown.find(high, low, rows.kind[row] as number);
      place !== -1;
      place = ofKnown.after(place)
    )
      found.add(clientId).add(known.id[place] as number);
  }
}
