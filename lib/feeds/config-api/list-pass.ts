/**
 * One reading of a list, page by page, while clients come and go: what to ask next, and what speaks against the list having
 * been seen whole. Pure; a pass is plain JSON.
 *
 * Pages are windows by number, so a removal before the seam of two pages moves what follows to the left: a client then slips
 * from the page that is asked next into the one that was asked already. In which order the appliance lists is not documented.
 * Each page says how many there are in all. Where that number has sunk, the page before is asked again before going on; what
 * slipped over the seam stands at its end now. Adding moves to the right, which repeats clients and hides none.
 */
import { noteFaults, noteRows } from "./pass-signs";
import type { ListPage, ListPass, PassRules } from "./pass-state";

const mostPages = 20_000;
const sparePages = 20;

/** `taken`: its rows count; else the page before is asked again first. `hasEnded`: it was the last page. */
export interface PassStep {
  pass: ListPass;
  taken: boolean;
  hasEnded: boolean;
}

/** Takes the answer to the page that the pass asks for. */
export function takeListPage(before: ListPass, read: ListPage, { perPage }: PassRules): PassStep {
  const pass = { ...before, asked: before.asked + 1, faults: [...before.faults], moves: [...before.moves] };
  const { front } = before;
  const total = read.place.total ?? pass.total;
  noteFaults(pass, read, perPage);
  const lost = front === null ? 0 : front.total - total;
  if (front === null) pass.firstTotal = total;
  pass.hasChanged ||= total !== pass.firstTotal;
  pass.added += front === null ? 0 : Math.max(0, total - pass.total);
  pass.total = total;
  if (lost >= perPage) pass.moves.push(`${lost} went between two pages, more than a page holds`);
  else if (lost > 0 && !before.isAgain && pass.asked < longest(pass, perPage)) {
    return { pass: { ...pass, page: before.page - 1, isAgain: true }, taken: false, hasEnded: false };
  }
  noteRows(pass, read, before);
  pass.front = { total, ids: read.ids };
  const next = nextPage(pass, read, perPage);
  return {
    pass: { ...pass, isAgain: false, page: next ?? before.page },
    taken: true,
    hasEnded: next === null,
  };
}

/** null: the list ends here. */
function nextPage(pass: ListPass, { place, ids, nobody }: ListPage, perPage: number): number | null {
  const { page, faults } = pass;
  const says = place.lastPage !== null && place.lastPage > page;
  if (place.hasLinks && (place.next !== null) !== says && place.lastPage !== null) {
    faults.push(`page ${page} contradicts itself about being the last`);
  }
  const next = place.hasLinks ? place.next : says ? page + 1 : null;
  if (next === null) return null;
  if (next !== page + 1) {
    faults.push(`page ${page} is followed by page ${next}`);
    return null;
  }
  if (ids.length + nobody < perPage) faults.push(`page ${page} is not the last and not full`);
  if (pass.asked < longest(pass, perPage)) return next;
  pass.moves.push(`it did not end after ${pass.asked} pages`);
  return null;
}

/** More pages are not asked for in one pass, whatever the list does meanwhile. */
function longest({ firstTotal }: ListPass, perPage: number): number {
  return Math.min(2 * Math.ceil(firstTotal / perPage) + sparePages, mostPages);
}
