/** Looks at the cells of a record: which of them hold anything. */

/** Anything but space, control characters and invisible marks. */
const ink = /[^\s\p{Cc}\p{Cf}]/u;

export function holdsInk(cell: string): boolean {
  if (cell === "") return false;
  const code = cell.charCodeAt(0);
  return (code > 32 && code < 127) || ink.test(cell);
}

/** True if no cell holds anything. */
export function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (holdsInk(cell)) return false;
  return true;
}

/** How many cells hold something; counts no further than `most`. */
export function countFilled(cells: readonly string[], most = Number.POSITIVE_INFINITY): number {
  let filled = 0;
  for (const cell of cells) if (holdsInk(cell) && ++filled >= most) break;
  return filled;
}

/** The place of the only cell that holds anything, or -1. */
export function soleCell(cells: readonly string[]): number {
  let sole = -1;
  for (let index = 0; index < cells.length; index++) {
    if (!holdsInk(cells[index] ?? "")) continue;
    if (sole !== -1) return -1;
    sole = index;
  }
  return sole;
}
