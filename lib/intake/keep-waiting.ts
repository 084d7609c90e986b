/** Keeps what a person is shown of an import that waits for them: its rows with their clients, and what it would change. */
import { clientKinds } from "@/lib/core/client";
import { type BitChange, changeBits } from "@/lib/evidence/change-bits";
import { rowFates } from "@/lib/evidence/record/file-rows";
import type { SnapshotOf } from "@/lib/evidence/record/snapshot";
import { sightingOfRow } from "@/lib/evidence/record/weigh-rows";
import { loadOwners, type RecordedSnapshot } from "@/lib/evidence/record-snapshot";
import type { Ctx } from "@/lib/platform/context";
import { copyRows } from "@/lib/platform/copy";
import type { CopyValue } from "@/lib/platform/copy-line";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";

/** Throws away what an earlier look at an import left. */
export async function forgetWaiting(ctx: Ctx, importId: number): Promise<void> {
  for (const table of ["import_row", "import_change"])
    await ctx.db.query(`DELETE FROM ${table} WHERE import_id = $1`, [importId]);
}

const rowTarget = `import_row (import_id, seq, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
  connected_at, connected_from_at, online, earliest_at, needs_update, needs_update_unread, connection_type, availability,
  unreadable, unreadable_column, attributes, client_id, is_new)`;
const changeTarget = "import_change (import_id, client_id, change, before, after)";

const rowsAtOnce = 10_000;

interface Named {
  vendorId: string | null;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  hostKey: string;
  shortHost: string;
}

/**
 * Reads it in the transaction that has just done it all and will undo it, and keeps it in others, which stay. What moved or changed
 * is kept already.
 */
export async function keepWaiting(
  ctx: Ctx,
  tx: Tx,
  snapshot: SnapshotOf,
  { taken, compared }: RecordedSnapshot,
): Promise<void> {
  const { rows, known, fresh } = taken;
  const bitsOfFresh = new Map(
    fresh.map(({ clientId }, index) => [clientId, compared.freshBits[index] as number]),
  );
  const bitsOf = (clientId: number, place: number) =>
    place === -1 ? (bitsOfFresh.get(clientId) ?? 0) : (compared.knownBits[place] as number);
  const owners = await loadOwners(tx, snapshot.applianceId);
  const places = new Map([...new Set(owners.values())].map((id) => [id, known.id.indexOf(id)]));
  const told = new Set<string>();

  for (let start = 0; start < rows.count; start += rowsAtOnce) {
    const some: { row: number; clientId: number; place: number }[] = [];
    for (let row = start; row < Math.min(start + rowsAtOnce, rows.count); row++) {
      if (rows.fate[row] === rowFates.dropped) continue;
      const place = rows.fate[row] === rowFates.fresh ? -1 : (rows.client[row] as number);
      some.push({
        row,
        place,
        clientId: place === -1 ? (rows.client[row] as number) : (known.id[place] as number),
      });
    }
    const named = await loadNames(
      tx,
      some.map(({ clientId }) => clientId),
    );
    const changes: CopyValue[][] = [];
    for (const { row, clientId, place } of some) {
      const summary = () => summaryOf(named.get(clientId), rows.line[row] as number);
      const ownerId = owners.get(clientId) ?? clientId;
      const ownerPlace = places.get(ownerId) ?? place;
      const isUnread = (bitsOf(clientId, place) & changeBits.unreadable) !== 0;
      if (isUnread) {
        const column = rows.unreadableColumns.get(row);
        changes.push(
          changeOf(snapshot, clientId, "unreadable", null, { ...summary(), ...(column && { column }) }),
        );
      }
      for (const change of ["added", "returned", "duplicate"] as const) {
        if ((bitsOf(ownerId, ownerPlace) & changeBits[change]) === 0) continue;
        if ((change !== "duplicate" && isUnread) || told.has(`${change} ${ownerId}`)) continue;
        told.add(`${change} ${ownerId}`);
        changes.push(changeOf(snapshot, ownerId, change, null, summary()));
      }
    }
    await inTransaction(ctx.db, async (side) => {
      await copyRows(
        side,
        rowTarget,
        some.map(({ row, clientId, place }) =>
          rowValues(snapshot, row, clientId, place === -1, named.get(clientId)),
        ),
      );
      await copyRows(side, changeTarget, changes);
    });
  }
  await keepMissing();

  async function keepMissing(): Promise<void> {
    const missing: number[] = [];
    for (let place = 0; place < known.count; place++)
      if ((compared.knownBits[place] as number) & changeBits.missing) missing.push(known.id[place] as number);
    for (let start = 0; start < missing.length; start += rowsAtOnce) {
      const some = missing.slice(start, start + rowsAtOnce);
      const named = await loadNames(tx, some);
      await inTransaction(ctx.db, (side) =>
        copyRows(
          side,
          changeTarget,
          some.map((clientId) =>
            changeOf(snapshot, clientId, "missing", summaryOf(named.get(clientId)), null),
          ),
        ),
      );
    }
  }

  function rowValues(
    { importId }: SnapshotOf,
    row: number,
    clientId: number,
    isNew: boolean,
    named: Named | undefined,
  ): CopyValue[] {
    const sighting = sightingOfRow(rows, row, snapshot);
    return [
      importId,
      row,
      rows.line[row] as number,
      clientKinds[rows.kind[row] as number] ?? "",
      named?.vendorId ?? null,
      named?.name ?? null,
      named?.hostname ?? null,
      named?.fqdn ?? null,
      named?.group ?? null,
      named?.hostKey ?? "",
      named?.shortHost ?? "",
      asTimestamp(sighting.connectedAt),
      asTimestamp(sighting.connectedFromAt),
      sighting.online,
      asTimestamp(sighting.earliestAt),
      sighting.needsUpdate,
      sighting.needsUpdateUnread,
      sighting.connectionType,
      sighting.availability,
      sighting.unreadable !== null,
      sighting.unreadable?.column ?? null,
      "{}",
      clientId,
      isNew,
    ];
  }
}

function changeOf(
  { importId }: SnapshotOf,
  clientId: number,
  change: BitChange,
  before: object | null,
  after: object | null,
): CopyValue[] {
  const json = (value: object | null) => value && JSON.stringify(value);
  return [importId, clientId, change, json(before), json(after)];
}

function summaryOf(named: Named | undefined, line?: number): Record<string, unknown> {
  const all = {
    line,
    name: named?.name,
    host: named?.hostKey || undefined,
    group: named?.group ?? undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

async function loadNames(tx: Tx, ids: readonly number[]): Promise<Map<number, Named>> {
  const { rows } = await tx.query<Named & { id: number }>(
    `SELECT id, vendor_id AS "vendorId", name, hostname, fqdn, group_name AS "group", host_key AS "hostKey",
            short_host AS "shortHost" FROM client WHERE id = ANY($1::int[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
