/** Finds the clients of a file that share an endpoint with another one that survives there. */
import type { Tx } from "@/lib/platform/db";
import { availabilityOf, onlineOf } from "../rows/row-flags";
import { loadTexts } from "../said";
import { rowFates } from "./file-rows";
import type { SnapshotOf } from "./snapshot";
import type { TakenRows } from "./take-rows";

interface Entry {
  clientId: number;
  row: number;
  isUninstalled: boolean;
  seenAt: number;
  fromAt: number;
  vendorNumber: number;
  vendorId: string;
  name: string;
}

/**
 * Clients of one endpoint beyond the one that survives by what the file says (the rule is `settleDuplicates`'s), each once. `ownerOf`: the
 * client that stands for a known one, by its place. A name alone makes no endpoint.
 */
export async function findDuplicates(
  tx: Tx,
  snapshot: SnapshotOf,
  { rows, known, sharedHosts }: TakenRows,
  ownerOf: (place: number) => number,
): Promise<number[]> {
  const groups = sharedHosts
    .map((group) => group.filter((row) => rows.fate[row] !== rowFates.dropped))
    .filter((group) => group.length > 1);
  if (groups.length === 0) return [];
  const entryOf = (row: number) => {
    const client = rows.client[row] as number;
    return rows.fate[row] === rowFates.fresh ? client : (known.id[client] as number);
  };
  const texts = await loadTexts(tx, groups.flat().map(entryOf));
  const found = new Set<number>();
  for (const group of groups) {
    const entries = group.flatMap((row): Entry[] => {
      const said = texts.get(entryOf(row))?.find(({ no }) => no === rows.said[row])?.said;
      if (!said || (said.hostname === null && said.fqdn === null)) return [];
      const flags = rows.flags[row] as number;
      const connectedAt = rows.connectedAt[row] as number;
      const fromAt = rows.connectedFromAt[row] as number;
      const never = Number.NEGATIVE_INFINITY;
      return [
        {
          clientId: rows.fate[row] === rowFates.fresh ? entryOf(row) : ownerOf(rows.client[row] as number),
          row,
          isUninstalled: availabilityOf(flags) === "uninstalled",
          seenAt: onlineOf(flags) ? snapshot.exportedAt : Number.isNaN(connectedAt) ? never : connectedAt,
          fromAt: Number.isNaN(fromAt) ? never : fromAt,
          vendorNumber: /^\d{1,18}$/.test(said.vendorId ?? "") ? Number(said.vendorId) : never,
          vendorId: said.vendorId ?? "",
          name: (said.name ?? "\uffff").toLowerCase(),
        },
      ];
    });
    entries.sort(bySurvival);
    for (const { clientId } of entries) if (clientId !== entries[0]?.clientId) found.add(clientId);
  }
  return [...found];
}

function bySurvival(a: Entry, b: Entry): number {
  return (
    Number(a.isUninstalled) - Number(b.isUninstalled) ||
    descending(a.seenAt, b.seenAt) ||
    descending(a.fromAt, b.fromAt) ||
    descending(a.vendorNumber, b.vendorNumber) ||
    descending(a.vendorId, b.vendorId) ||
    descending(a.name, b.name) ||
    a.row - b.row
  );
}

function descending<T extends number | string>(a: T, b: T): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
