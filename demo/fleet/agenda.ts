/** What will happen next in a fleet: a binary heap ordered by time, and by order of entry where times are equal. */
import { second } from "./durations";

/** Everything that can happen. `subject` of an entry is a client, a site, a release or a session, by its place. */
export type Deed =
  | "boots"
  | "sleeps"
  | "contacts"
  | "hangsUp"
  | "upgraded"
  | "retries"
  | "redeployed"
  | "leaves"
  | "regresses"
  | "lineCut"
  | "lineBack"
  | "installStarts"
  | "installEnds"
  | "peerInstalled"
  | "sessionBegins"
  | "sessionEnds"
  | "callsApi"
  | "administers";

export interface Entry {
  /** Epoch milliseconds, a whole second. */
  at: number;
  order: number;
  deed: Deed;
  subject: number;
  /** An entry with an older turn than its client's is void. */
  turn: number;
}

export class Agenda {
  readonly #heap: Entry[] = [];
  #entered = 0;

  get length(): number {
    return this.#heap.length;
  }

  /** Enters a deed. Times are rounded up to the second, because the appliance's dates have no smaller part. */
  add(at: number, deed: Deed, subject: number, turn = 0): void {
    const entry = { at: Math.ceil(at / second) * second, order: this.#entered++, deed, subject, turn };
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(entry, heap[above] as Entry)) break;
      heap[place] = heap[above] as Entry;
      place = above;
    }
    heap[place] = entry;
  }

  /** The next entry up to and including `until`, taken off; null where there is none. */
  takeUntil(until: number): Entry | null {
    const first = this.#heap[0];
    if (!first || first.at > until) return null;
    const last = this.#heap.pop() as Entry;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below++;
      if (!isBefore(heap[below] as Entry, entry)) break;
      heap[place] = heap[below] as Entry;
      place = below;
    }
    heap[place] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
