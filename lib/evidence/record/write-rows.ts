/** Writes what the rows of a batch say: new clients at once into `client`, rows whose text is needed later into `import_row`. */
import { clientKinds } from "@/lib/core/client";
import { copyRows } from "@/lib/platform/copy";
import { copyBinary, type RowWriter } from "@/lib/platform/copy-binary";
import type { CopyValue } from "@/lib/platform/copy-line";
import type { Tx } from "@/lib/platform/db";
import { type BatchRow, type Hashes, type RowBatch, rowAt } from "../rows/row-batch";
import { fieldEnd, nullMark, saidFields } from "../rows/said-text";
import type { IdentityBasis } from "../says";

/** The numbers that a client's row gets beside its texts. */
const clientTarget = `client (id, appliance_id, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
  attributes, identity_basis, host_hash, short_hash, vendor_hash, said_hash, said_no)`;

const [vendorId, name, hostname, fqdn, group, hostKey, shortHost, attributes] = saidFields.map(
  (_, index) => index,
) as [number, number, number, number, number, number, number, number];

/** Registers rows of a batch as new clients; `idOf` gives the id of each, `take` is told by what it is recognised. */
export function registerFresh(
  tx: Tx,
  applianceId: number,
  batch: RowBatch,
  places: readonly number[],
  idOf: (place: number) => number,
  take: (place: number, basis: IdentityBasis, isWhole: boolean) => void,
): Promise<void> {
  const starts = new Int32Array(saidFields.length);
  const ends = new Int32Array(saidFields.length);
  const kinds = clientKinds.map((kind) => Buffer.from(kind));
  return copyBinary(tx, clientTarget, function* (rows) {
    for (const place of places) {
      findFields(batch, place, starts, ends);
      const isNull = (field: number) =>
        (ends[field] as number) - (starts[field] as number) === 1 &&
        batch.text[starts[field] as number] === nullMark;
      const text = (field: number) => {
        if (isNull(field)) rows.none();
        else rows.textBytes(batch.text, starts[field] as number, ends[field] as number);
      };
      const kind = kinds[batch.kind[place] as number] as Buffer;
      rows.row(17);
      rows.int4(idOf(place));
      rows.int4(applianceId);
      rows.textBytes(kind, 0, kind.length);
      text(vendorId);
      text([name, hostname, fqdn, vendorId].find((field) => !isNull(field)) ?? name);
      text(hostname);
      text(fqdn);
      text(group);
      text(hostKey);
      text(shortHost);
      rows.jsonbBytes(batch.text, starts[attributes] as number, ends[attributes] as number);
      const basis = !isNull(vendorId)
        ? "vendor_id"
        : !isNull(fqdn)
          ? "fqdn"
          : !isNull(hostname)
            ? "hostname"
            : "name";
      rows.text(basis);
      take(place, basis, !isNull(name));
      hash(rows, batch.hostHash, place);
      hash(rows, batch.shortHash, place);
      hash(rows, batch.vendorHash, place);
      // A row without a name is shown by another word of it, so the client's row does not hold that text whole.
      if (isNull(name)) {
        rows.none();
        rows.none();
      } else {
        hash(rows, batch.saidHash, place);
        rows.int2(0);
      }
      yield undefined;
    }
  });
}

function hash(rows: RowWriter, { high, low }: Hashes, place: number): void {
  if (high[place] === 0 && low[place] === 0) rows.none();
  else rows.halves(high[place] as number, low[place] as number);
}

/** Where each field of a row begins and ends in the batch's text. */
function findFields({ text, textEnd }: RowBatch, place: number, starts: Int32Array, ends: Int32Array): void {
  let at = place === 0 ? 0 : (textEnd[place - 1] as number);
  const last = textEnd[place] as number;
  for (let field = 0; field < starts.length; field++) {
    starts[field] = at;
    while (at < last && text[at] !== fieldEnd) at++;
    ends[field] = at;
    at++;
  }
}

const stagedColumns = `(import_id, seq, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
  connected_at, connected_from_at, online, earliest_at, needs_update, needs_update_unread, connection_type, availability,
  unreadable, unreadable_column, rejected, known_only, attributes)`;

/** Where rows are put whose texts are needed later: those that are doubtful, and those that say something else than is known. */
export type StagingTable = "import_row" | "changed_row";

/** Puts rows of a batch where their texts are found later. */
export function stageRows(
  tx: Tx,
  table: StagingTable,
  importId: number,
  batch: RowBatch,
  places: readonly number[],
): Promise<void> {
  return copyRows(
    tx,
    `${table} ${stagedColumns}`,
    places.map((place) => stagedValues(importId, rowAt(batch, place))),
  );
}

const timestamp = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

function stagedValues(importId: number, row: BatchRow): CopyValue[] {
  return [
    importId,
    row.seq,
    row.line,
    row.kind,
    row.vendorId,
    row.name,
    row.hostname,
    row.fqdn,
    row.group,
    row.hostKey,
    row.shortHost,
    timestamp(row.connectedAt),
    timestamp(row.connectedFromAt),
    row.online,
    timestamp(row.earliestAt),
    row.needsUpdate,
    row.needsUpdateUnread,
    row.connectionType,
    row.availability,
    row.isUnreadable,
    row.unreadableColumn,
    row.rejected,
    row.knownOnly,
    JSON.stringify(row.attributes),
  ];
}
