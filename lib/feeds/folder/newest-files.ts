/** Which files of a folder are looked at, where there are more than may be. Pure. */

/** A file as the folder lists it. `changedAt`: epoch milliseconds. `inode`: which file it is, whatever its name leads to later. */
export interface FoundFile {
  name: string;
  inode: string;
  size: number;
  changedAt: number;
}

/** The newest `most` by their time of change, in the order of their names; and the rest, so that it can be told. */
export function newestFiles(
  found: readonly FoundFile[],
  most: number,
): { chosen: FoundFile[]; rest: FoundFile[] } {
  const newestFirst = found.toSorted((a, b) => b.changedAt - a.changedAt || (a.name < b.name ? 1 : -1));
  return {
    chosen: newestFirst.slice(0, most).sort((a, b) => (a.name < b.name ? -1 : 1)),
    rest: newestFirst.slice(most),
  };
}
