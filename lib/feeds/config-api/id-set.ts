/** Ids that were seen, as plain JSON short enough to be kept with a walk. */

/**
 * `runs`: sorted, each run of consecutive ids as the distance of its first from the last one before it and, where there are more,
 * how many follow, in base 36: 1 and 5 to 8 are "1 4.3". `last`: the highest.
 */
export interface IdSet {
  runs: string;
  last: number;
  count: number;
}

export const noIds: IdSet = { runs: "", last: 0, count: 0 };

/**
 * The set with these ids, and those of them that it held already. Ids that come in ascending order, as most lists do, are
 * written behind the others without reading them: a large fleet has a thousand pages.
 * @param ids each once
 */
export function addIds(set: IdSet, ids: readonly number[]): { set: IdSet; known: number[] } {
  if (ids.every((id, at) => id > (at === 0 ? set.last : (ids[at - 1] ?? 0)))) {
    const added = runsOf(ids, set.last);
    const runs = [set.runs, added].filter((text) => text !== "").join(" ");
    return { set: { runs, last: ids.at(-1) ?? set.last, count: set.count + ids.length }, known: [] };
  }
  const all = new Set(idsIn(set));
  const known = ids.filter((id) => all.has(id));
  for (const id of ids) all.add(id);
  const sorted = [...all].sort((one, other) => one - other);
  return { set: { runs: runsOf(sorted, 0), last: sorted.at(-1) ?? 0, count: sorted.length }, known };
}

/** In ascending order. */
export function idsIn({ runs }: IdSet): number[] {
  const ids: number[] = [];
  let last = 0;
  for (const run of runs === "" ? [] : runs.split(" ")) {
    const [gap = "", more = "0"] = run.split(".");
    const first = last + Number.parseInt(gap, 36);
    last = first + Number.parseInt(more, 36);
    for (let id = first; id <= last; id++) ids.push(id);
  }
  return ids;
}

/** One set may be written in several ways, by the pages that it came in. */
export function isSameSet(one: IdSet, other: IdSet): boolean {
  return one.count === other.count && runsOf(idsIn(one), 0) === runsOf(idsIn(other), 0);
}

function runsOf(sorted: readonly number[], before: number): string {
  const runs: string[] = [];
  let last = before;
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] ?? 0;
    let length = 1;
    while (sorted[at + length] === first + length) length++;
    runs.push((first - last).toString(36) + (length > 1 ? `.${(length - 1).toString(36)}` : ""));
    last = first + length - 1;
    at += length;
  }
  return runs.join(" ");
}
