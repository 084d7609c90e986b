/**
 * Decides in memory which client a row of a file is, where that is certain: equal hashes of a key that one client and one row
 * have. Every other row goes through the passes that look at the texts (`match-doubtful.ts`), with all rows that could take a client
 * from it or lose one to it.
 */
import { isKnownOnly, isRejected } from "../rows/row-flags";
import type { FileRows } from "./file-rows";
import { rowFates } from "./file-rows";
import { HashIndex } from "./hash-index";
import type { KnownClients } from "./known-clients";

export interface Fates {
  /** Decides rows from `first` on as they arrive; `fresh` ones must be registered at once. */
  arrive(first: number): void;
  /**
   * Once all rows are there: makes doubtful what is not as certain as it looked. Returns the rows that had been taken for
   * something else, so that what was done about them is undone.
   */
  settle(): { wereFresh: number[]; wereKnown: number[] };
  /** The rows of the file that share a host key, each group once, by its first row. */
  sharedHosts(): number[][];
}

export function decideFates(rows: FileRows, known: KnownClients): Fates {
  const vendors = new HashIndex(rows.vendorHash, rows.kind, 1024);
  const hosts = new HashIndex(rows.hostHash, rows.kind, 1024);
  const shared: number[] = [];
  const repeated: number[] = [];
  const claimed = new Int32Array(known.count).fill(-1);

  function fateOf(row: number): number {
    const kind = rows.kind[row] as number;
    const flags = rows.flags[row] as number;
    if (isRejected(flags) || isKnownOnly(flags)) return rowFates.doubtful;
    const high = rows.vendorHash.high[row] as number;
    const low = rows.vendorHash.low[row] as number;
    const hasVendor = high !== 0 || low !== 0;
    const byVendor = known.byVendor.find(high, low, kind);
    const byHost = known.byHost.find(
      rows.hostHash.high[row] as number,
      rows.hostHash.low[row] as number,
      kind,
    );
    if (byHost === -1) {
      const byShort = known.byShort.find(
        rows.shortHash.high[row] as number,
        rows.shortHash.low[row] as number,
        kind,
      );
      return byShort === -1 && byVendor === -1 ? rowFates.fresh : rowFates.doubtful;
    }
    if (known.byHost.after(byHost) !== -1) return rowFates.doubtful;
    const clientHasVendor = known.vendorHash.high[byHost] !== 0 || known.vendorHash.low[byHost] !== 0;
    if (hasVendor ? byVendor !== byHost || known.byVendor.after(byHost) !== -1 : clientHasVendor)
      return rowFates.doubtful;
    if (claimed[byHost] !== -1) return rowFates.doubtful;
    claimed[byHost] = row;
    rows.client[row] = byHost;
    return rowFates.known;
  }

  function arrive(first: number): void {
    vendors.use(rows.vendorHash, rows.kind);
    hosts.use(rows.hostHash, rows.kind);
    for (let row = first; row < rows.count; row++) {
      const sameVendor = vendors.add(row);
      if (sameVendor !== -1) repeated.push(row);
      if (hosts.add(row) !== -1) shared.push(row);
      rows.fate[row] = sameVendor === -1 ? fateOf(row) : rowFates.doubtful;
    }
  }

  function settle(): { wereFresh: number[]; wereKnown: number[] } {
    const wereFresh: number[] = [];
    const wereKnown: number[] = [];
    const doubt = (row: number) => {
      if (rows.fate[row] === rowFates.fresh) wereFresh.push(row);
      else if (rows.fate[row] === rowFates.known) wereKnown.push(row);
      else return false;
      rows.fate[row] = rowFates.doubtful;
      return true;
    };
    for (const row of repeated) {
      const { high, low, kind } = vendorOf(row);
      for (let same = vendors.find(high, low, kind); same !== -1; same = vendors.after(same)) doubt(same);
    }
    spread(doubt);
    return { wereFresh, wereKnown };
  }

  function vendorOf(row: number) {
    return {
      high: rows.vendorHash.high[row] as number,
      low: rows.vendorHash.low[row] as number,
      kind: rows.kind[row] as number,
    };
  }

  /**
   * Whoever shares a host key or a short name with a doubtful row, or with a client that it could be, is doubtful too. Half a hash
   * is enough here: one row too many is only looked at more closely.
   */
  function spread(doubt: (row: number) => boolean): void {
    const touched = new Set<number>();
    const touch = (from: Pick<FileRows, "hostHash" | "shortHash">, at: number) => {
      touched.add(from.hostHash.low[at] as number).add(from.shortHash.low[at] as number);
    };
    const touchRow = (row: number) => {
      touch(rows, row);
      const { high, low, kind } = vendorOf(row);
      for (
        let client = known.byVendor.find(high, low, kind);
        client !== -1;
        client = known.byVendor.after(client)
      )
        touch(known, client);
    };
    for (let row = 0; row < rows.count; row++) if (rows.fate[row] === rowFates.doubtful) touchRow(row);
    for (let again = touched.size > 0; again; ) {
      again = false;
      for (let row = 0; row < rows.count; row++) {
        if (rows.fate[row] !== rowFates.known) continue;
        const isTouched =
          touched.has(rows.hostHash.low[row] as number) || touched.has(rows.shortHash.low[row] as number);
        if (!isTouched || !doubt(row)) continue;
        touchRow(row);
        again = true;
      }
    }
  }

  return {
    arrive,
    settle,
    sharedHosts() {
      const firsts = new Set<number>();
      const groups: number[][] = [];
      for (const row of shared) {
        const first = hosts.find(
          rows.hostHash.high[row] as number,
          rows.hostHash.low[row] as number,
          rows.kind[row] as number,
        );
        if (firsts.has(first)) continue;
        firsts.add(first);
        const group: number[] = [];
        for (let same = first; same !== -1; same = hosts.after(same)) group.push(same);
        groups.push(group.sort((a, b) => a - b));
      }
      return groups;
    },
  };
}
