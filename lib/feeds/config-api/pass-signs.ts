/** Notes in a pass whom a page adds, and what in it speaks against the list having been seen whole. Both change `pass`, which is the caller's copy. */
import { addIds } from "./id-set";
import type { ListPage, ListPass } from "./pass-state";

/** What cannot be right, whatever happens to the list. */
export function noteFaults(pass: ListPass, { place, nobody, ids }: ListPage, perPage: number): void {
  const { page } = pass;
  const fault = (sentence: string) => {
    if (pass.faults.length < 5) pass.faults.push(sentence);
  };
  if (place.total === null) fault(`page ${page} does not say how many there are in all`);
  if (place.page !== null && place.page !== page) fault(`page ${place.page} came for page ${page}`);
  if (place.perPage !== null && place.perPage !== perPage) {
    fault(`page ${page} holds ${place.perPage} rows at most and not ${perPage}`);
  }
  if (nobody > 0) fault(`${nobody} rows of page ${page} do not say whom they are about`);
  if (new Set(ids).size < ids.length) fault(`page ${page} lists somebody twice`);
}

/** Whom the page adds, whether somebody is repeated without reason, and in which order they come. */
export function noteRows(pass: ListPass, { ids, place }: ListPage, before: ListPass): void {
  const { set, known } = addIds(pass.seen, [...new Set(ids)]);
  const repeated = known.length;
  if (repeated > 0 && !before.isAgain && !isOverlap(ids.slice(0, repeated), before, place.total)) {
    pass.moves.push(`page ${before.page} repeats ${repeated} of earlier pages`);
  }
  const run = before.isAgain ? ids : ids.slice(repeated);
  for (const [at, id] of run.entries()) {
    const last = at > 0 ? run[at - 1] : before.isAgain ? undefined : pass.lastId;
    if (last == null) continue;
    const direction = id > last ? "up" : "down";
    if (pass.order === "open") pass.order = direction;
    else if (pass.order !== direction) pass.order = "none";
  }
  pass.lastId = ids.at(-1) ?? pass.lastId;
  pass.seen = set;
}

/** As many were added, at most, as stand at the beginning of this page and at the end of the one before. */
function isOverlap(repeated: readonly number[], { front }: ListPass, total: number | null): boolean {
  if (front === null || total === null || repeated.length > total - front.total) return false;
  return repeated.every((id, at) => id === front.ids.at(at - repeated.length));
}
