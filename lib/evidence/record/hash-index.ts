/** Finds rows by 64-bit hashes held in columns: open addressing, with chains for rows that share a hash. */
import type { Hashes } from "../rows/row-batch";

export class HashIndex {
  private slots: Int32Array;
  private next: Int32Array;
  private mask: number;
  private taken = 0;

  /** Indexes rows by these hashes, told apart by `kind`; add them one by one. The columns may grow: hand them in with `use`. */
  constructor(
    private hashes: Hashes,
    private kinds: Uint8Array,
    rows: number,
  ) {
    let size = 1024;
    while (size < rows * 2) size *= 2;
    this.slots = new Int32Array(size).fill(-1);
    this.mask = size - 1;
    this.next = new Int32Array(Math.max(rows, 1)).fill(-1);
  }

  /** The columns lie elsewhere now. */
  use(hashes: Hashes, kinds: Uint8Array): void {
    this.hashes = hashes;
    this.kinds = kinds;
  }

  /** Adds a row; returns the first row that has the same hash and kind already, -1: none. Rows without a hash (0/0) are left out. */
  add(row: number): number {
    const high = this.hashes.high[row] as number;
    const low = this.hashes.low[row] as number;
    if (high === 0 && low === 0) return -1;
    if (this.taken * 2 > this.slots.length) this.grow();
    if (row >= this.next.length) {
      const next = new Int32Array(Math.max(row + 1, this.next.length * 2)).fill(-1);
      next.set(this.next);
      this.next = next;
    }
    const slot = this.slotOf(high, low, this.kinds[row] as number);
    const first = this.slots[slot] as number;
    if (first === -1) {
      this.slots[slot] = row;
      this.taken++;
      return -1;
    }
    this.next[row] = this.next[first] as number;
    this.next[first] = row;
    return first;
  }

  /** The first row of a kind with this hash; -1: none. */
  find(high: number, low: number, kind: number): number {
    if (high === 0 && low === 0) return -1;
    return this.slots[this.slotOf(high, low, kind)] as number;
  }

  /** The next row with the same hash and kind; -1: there is none. */
  after(row: number): number {
    return this.next[row] as number;
  }

  private slotOf(high: number, low: number, kind: number): number {
    const { slots, mask } = this;
    let slot = (low ^ Math.imul(high, 0x9e3779b1) ^ (kind * 0x85ebca6b)) & mask;
    for (;;) {
      const row = slots[slot] as number;
      if (row === -1) return slot;
      if (this.hashes.low[row] === low && this.hashes.high[row] === high && this.kinds[row] === kind)
        return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2).fill(-1);
    this.mask = this.slots.length - 1;
    for (const row of before) {
      if (row === -1) continue;
      const slot = this.slotOf(
        this.hashes.high[row] as number,
        this.hashes.low[row] as number,
        this.kinds[row] as number,
      );
      this.slots[slot] = row;
    }
  }
}
